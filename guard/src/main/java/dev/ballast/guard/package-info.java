/** The policies around any piece of a Java program, made for virtual threads. */
@NullMarked
package dev.ballast.guard;

import org.jspecify.annotations.NullMarked;
