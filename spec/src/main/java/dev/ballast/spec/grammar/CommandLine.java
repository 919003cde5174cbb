package dev.ballast.spec.grammar;

import dev.ballast.spec.text.Code;
import java.util.ArrayList;
import java.util.List;

/** Splits a command at spaces, except in single or double quotes; nothing is expanded. */
final class CommandLine {
  private CommandLine() {}

  static List<String> split(String text) throws Mismatch {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
        }
        inWord = false;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw Mismatch.of(
          Code.SPEC015, "a quote is not closed", "a command such as python3 app.py", "close it");
    }
    if (inWord) {
      words.add(word.toString());
    }
    if (words.isEmpty()) {
      throw Mismatch.of(Code.SPEC015, "no command", "a command such as python3 app.py", "");
    }
    return words;
  }
}
