package dev.ballast.spec.yaml;

import dev.ballast.kernel.Position;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Problems;
import dev.ballast.spec.text.Quoted;
import dev.ballast.spec.text.SourceText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Builds the tree of one document from the parser's events. */
final class TreeBuilder {
  private final SourceText source;
  private final Problems problems;
  private final Deque<Open> open = new ArrayDeque<>();
  private @Nullable Node root;
  private int documents;

  TreeBuilder(SourceText source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  /** A list or map whose end has not come yet. */
  private static final class Open {
    final boolean isMapping;
    final Event start;
    final List<Node> items = new ArrayList<>();
    final List<Node.Entry> entries = new ArrayList<>();
    Node.@Nullable Scalar key;

    Open(Event start) {
      this.start = start;
      isMapping = start instanceof MappingStartEvent;
    }
  }

  @Nullable Node root() {
    return root;
  }

  /** Takes the next event; false when reading on makes no sense. */
  boolean accept(Event event) {
    switch (event.getEventId()) {
      case DocumentStart -> {
        if (++documents > 1) {
          refuse(at(event), "a second document begins here", "put each system in its own file");
          return false;
        }
      }
      case Alias -> {
        String name = ((AliasEvent) event).getAlias().getValue();
        refuse(
            at(event),
            "aliases are not used in a system file: " + Quoted.of("*" + name),
            "write the value out here");
        add(new Node.Scalar("", false, at(event)));
      }
      case Scalar -> {
        ScalarEvent scalar = (ScalarEvent) event;
        refuseExtras(scalar, scalar.getTag().isPresent());
        add(new Node.Scalar(Softened.undo(scalar.getValue()), !scalar.isPlain(), at(event)));
      }
      case MappingStart, SequenceStart -> {
        CollectionStartEvent start = (CollectionStartEvent) event;
        refuseExtras(start, start.getTag().isPresent());
        open.push(new Open(start));
        if (open.size() > Yaml.DEPTH_MAX) {
          problems.add(
              Code.SPEC006,
              at(event),
              "lists and maps are nested more than " + Yaml.DEPTH_MAX + " deep",
              "",
              "check the brackets and the indentation");
          return false;
        }
      }
      case MappingEnd, SequenceEnd -> close(event);
      case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
    }
    return true;
  }

  private void close(Event end) {
    Open closed = open.pop();
    Position at = span(closed.start, end);
    if (end instanceof MappingEndEvent) {
      add(new Node.Mapping(closed.entries, at));
    } else if (end instanceof SequenceEndEvent) {
      add(new Node.Sequence(closed.items, at));
    }
  }

  private void add(Node node) {
    Open parent = open.peek();
    if (parent == null) {
      root = node;
    } else if (!parent.isMapping) {
      parent.items.add(node);
    } else if (parent.key == null) {
      parent.key = asKey(node);
    } else {
      parent.entries.add(new Node.Entry(parent.key, node));
      parent.key = null;
    }
  }

  private Node.Scalar asKey(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return scalar;
    }
    refuse(node.at(), "a key must be plain text", "put the key in quotes");
    return new Node.Scalar("", false, node.at());
  }

  private void refuseExtras(NodeEvent event, boolean hasTag) {
    if (event.getAnchor().isPresent()) {
      refuse(
          at(event),
          "anchors are not used in a system file: "
              + Quoted.of("&" + event.getAnchor().get().getValue()),
          "write the value out where it is needed, without an anchor");
    } else if (hasTag) {
      refuse(at(event), "tags are not used in a system file", "leave the `!` tag out");
    }
  }

  private void refuse(Position at, String problem, String fix) {
    problems.add(Code.SPEC005, at, problem, "", fix);
  }

  private Position at(Event event) {
    return span(event, event);
  }

  /** From the start of one event to the end of another, cut at the end of the first line. */
  private Position span(Event from, Event to) {
    Optional<Mark> start = from.getStartMark();
    Optional<Mark> end = to.getEndMark();
    if (start.isEmpty() || end.isEmpty()) {
      return Position.ofFile(source.file());
    }
    int line = start.get().getLine();
    int column = start.get().getColumn();
    int length =
        end.get().getLine() == line
            ? end.get().getColumn() - column
            : source.line(line + 1).stripTrailing().codePointCount(0, lengthOf(line)) - column;
    return new Position(source.file(), line + 1, column + 1, Math.max(1, length));
  }

  private int lengthOf(int line) {
    return source.line(line + 1).stripTrailing().length();
  }
}
