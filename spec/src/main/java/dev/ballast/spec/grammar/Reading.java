package dev.ballast.spec.grammar;

import dev.ballast.kernel.Position;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.NearbyFiles;
import dev.ballast.spec.text.Problems;
import dev.ballast.spec.yaml.Node;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** One pass over one file. */
public final class Reading {
  private final Problems problems;
  private final NearbyFiles files;
  private final Set<NameKind> incomplete = EnumSet.noneOf(NameKind.class);

  public Reading(Problems problems, NearbyFiles files) {
    this.problems = problems;
    this.files = files;
  }

  /** Without other files. */
  Reading(Problems problems) {
    this(problems, NearbyFiles.NONE);
  }

  /** What the file may name. */
  NearbyFiles files() {
    return files;
  }

  /** What was found wrong so far. */
  public Problems problems() {
    return problems;
  }

  /** Remembers that not all of these could be read. */
  void markIncomplete(NameKind kind) {
    incomplete.add(kind);
  }

  /** Kinds of which not all could be read. */
  public Set<NameKind> incomplete() {
    return Collections.unmodifiableSet(incomplete);
  }

  void report(Code code, Position at, String problem, String expected, String fix) {
    problems.add(code, at, problem, expected, fix);
  }

  /** Reports a value of the wrong shape. */
  void wrongShape(Node node, Place place, String expected) {
    String found =
        switch (node) {
          case Node.Scalar scalar when scalar.isNothing() -> "nothing";
          case Node.Scalar _ -> "a plain value";
          case Node.Sequence _ -> "a list";
          case Node.Mapping _ -> "a map";
        };
    boolean isNothing = node instanceof Node.Scalar scalar && scalar.isNothing();
    report(
        isNothing ? Code.SPEC011 : Code.SPEC013,
        isNothing ? place.at() : node.at(),
        isNothing
            ? place.noun() + " has no value"
            : found + " stands where " + place.noun() + " has " + kindOf(expected),
        "expected " + expected,
        isNothing ? "write the value, or leave the key out" : "");
  }

  private static String kindOf(String expected) {
    return expected.startsWith("a map")
        ? "a map"
        : expected.startsWith("a list") ? "a list" : "something else";
  }
}
