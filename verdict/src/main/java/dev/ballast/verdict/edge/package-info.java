/** What the policies of one edge do when its callee misbehaves: questions, and their answers. */
@NullMarked
package dev.ballast.verdict.edge;

import org.jspecify.annotations.NullMarked;
