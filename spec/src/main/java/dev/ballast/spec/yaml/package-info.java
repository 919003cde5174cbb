/** YAML as a tree in which every node knows where it stands. */
@NullMarked
package dev.ballast.spec.yaml;

import org.jspecify.annotations.NullMarked;
