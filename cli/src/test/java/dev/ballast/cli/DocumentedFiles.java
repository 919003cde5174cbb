package dev.ballast.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the project tells its users: pages and example systems. */
final class DocumentedFiles {
  /** Tests run in the module's directory. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /**
   * A fenced block of a page.
   *
   * @param language the word after the fence
   */
  record Block(Path page, int line, String language, String text) {
    @Override
    public String toString() {
      return name(page) + ":" + line;
    }
  }

  private DocumentedFiles() {}

  /** Every page, in a fixed order. */
  static List<Path> pages() {
    List<Path> pages = new ArrayList<>();
    for (String page : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
      pages.add(ROOT.resolve(page));
    }
    pages.addAll(below("docs", ".md"));
    return pages;
  }

  /** Every example that is right. */
  static List<Path> examples() {
    return below("examples", ".yaml").stream().filter(f -> !f.endsWith("wrong.yaml")).toList();
  }

  /** The fenced blocks of all pages. */
  static List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (Path page : pages()) {
      String text = text(page);
      Matcher block = BLOCK.matcher(text);
      while (block.find()) {
        int line = (int) text.substring(0, block.start()).lines().count() + 1;
        blocks.add(new Block(page, line, block.group(1), block.group(2)));
      }
    }
    return blocks;
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As people name it in the project's root. */
  static String name(Path file) {
    return ROOT.relativize(file).toString();
  }

  private static List<Path> below(String directory, String ending) {
    try (Stream<Path> files = Files.walk(ROOT.resolve(directory))) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
