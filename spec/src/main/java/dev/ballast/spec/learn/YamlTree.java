package dev.ballast.spec.learn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A YAML document as maps, lists and texts. Built from the parser's events, so that depth and size
 * are bounded before anything is built. An alias is not followed: it is the text {@code *name}.
 */
sealed interface YamlTree {
  int DEPTH_MAX = 20; // what is nested in a draft stays readable for its parser, too
  int NODES_MAX = 400_000;

  /** From 1. */
  int line();

  /** From 1. */
  int column();

  record Text(String value, int line, int column) implements YamlTree {}

  record Items(List<YamlTree> items, int line, int column) implements YamlTree {}

  record Fields(Map<String, YamlTree> fields, int line, int column) implements YamlTree {
    @Nullable YamlTree get(String key) {
      return fields.get(key);
    }
  }

  /** The text cannot be read; the message is for the user. */
  final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;
    final int line;
    final int column;

    Unreadable(String message, int line, int column) {
      super(message);
      this.line = line;
      this.column = column;
    }
  }

  /** Reads the first document; an empty one is an empty text. */
  static YamlTree read(String text) throws Unreadable {
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(text.length() + 1).setUseMarks(true).build();
    Builder builder = new Builder();
    try {
      for (Event event : new Parse(settings).parseString(text)) {
        if (builder.take(event)) {
          break;
        }
      }
    } catch (YamlEngineException broken) {
      throw builder.unreadable(broken);
    }
    YamlTree root = builder.root;
    return root == null ? new Text("", 1, 1) : root;
  }

  /** Puts events together with a stack of its own, so that depth costs no stack. */
  final class Builder {
    private final Deque<YamlTree> open = new ArrayDeque<>();
    private final Deque<String> keys = new ArrayDeque<>(); // "" while a map waits for its key
    private @Nullable YamlTree root;
    private int nodes;
    private int line = 1;
    private int column = 1;

    /** True when the document is complete. */
    private boolean take(Event event) throws Unreadable {
      Mark mark = event.getStartMark().orElse(null);
      if (mark != null) {
        line = mark.getLine() + 1;
        column = mark.getColumn() + 1;
      }
      switch (event.getEventId()) {
        case Scalar -> scalar(((ScalarEvent) event).getValue());
        case MappingStart -> open(new Fields(new LinkedHashMap<>(), line, column));
        case SequenceStart -> open(new Items(new ArrayList<>(), line, column));
        case MappingEnd, SequenceEnd -> {
          open.pop();
          keys.pop();
        }
        case Alias -> scalar("*" + ((AliasEvent) event).getAlias());
        case StreamStart, DocumentStart, Comment -> {}
        case DocumentEnd, StreamEnd -> {
          return true;
        }
      }
      return false;
    }

    private void scalar(String value) throws Unreadable {
      if (open.peek() instanceof Fields fields && keys.element().isEmpty()) {
        if (fields.fields().containsKey(value)) {
          throw new Unreadable("the key " + Names.quoted(value) + " stands twice", line, column);
        }
        keys.pop();
        keys.push(" " + value);
      } else {
        add(new Text(value, line, column));
      }
    }

    private void open(YamlTree node) throws Unreadable {
      if (open.size() >= DEPTH_MAX) {
        throw new Unreadable("nested more than " + DEPTH_MAX + " levels deep", line, column);
      }
      add(node);
      open.push(node);
      keys.push("");
    }

    private void add(YamlTree node) throws Unreadable {
      if (++nodes > NODES_MAX) {
        throw new Unreadable("more than " + NODES_MAX + " values", line, column);
      }
      switch (open.peek()) {
        case null -> root = node;
        case Items items -> items.items().add(node);
        case Fields fields -> {
          String key = keys.pop();
          if (key.isEmpty()) {
            throw new Unreadable("a key must be a text", line, column);
          }
          fields.fields().put(key.substring(1), node);
          keys.push("");
        }
        case Text _ -> throw new IllegalStateException("a text holds nothing");
      }
    }

    private Unreadable unreadable(YamlEngineException broken) {
      Mark mark =
          broken instanceof org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException marked
              ? marked.getProblemMark().orElse(null)
              : null;
      String message =
          broken instanceof org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException marked
              ? marked.getProblem()
              : String.valueOf(broken.getMessage());
      return new Unreadable(
          Names.quoted(message),
          mark == null ? line : mark.getLine() + 1,
          mark == null ? column : mark.getColumn() + 1);
    }
  }
}
