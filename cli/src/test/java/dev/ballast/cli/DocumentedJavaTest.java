package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.cli.DocumentedFiles.Block;
import dev.ballast.guard.Guard;
import dev.ballast.guardhttp.GuardedHttpClient;
import dev.ballast.guardmicrometer.GuardMetrics;
import dev.ballast.kernel.Result;
import dev.ballast.policy.CallPolicy;
import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java on the pages compiles against the library as it is. */
class DocumentedJavaTest {
  private static final List<Class<?>> LIBRARY =
      List.of(
          Result.class, CallPolicy.class, Guard.class, GuardedHttpClient.class, GuardMetrics.class);

  @TempDir private Path directory = Path.of("");

  static List<Block> snippets() {
    return DocumentedFiles.blocks().stream()
        .filter(block -> block.language().equals("java"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void a_documented_piece_of_java_compiles(Block snippet) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-d", directory.toString(), "-classpath", classPath(), "-proc:none"),
                null,
                List.of(source(snippet.text())))
            .call();
    assertThat(compiled).as("%s\n%s", snippet, messages).isTrue();
  }

  /** Imports first, then statements of one method. */
  private static JavaFileObject source(String snippet) {
    String imports = lines(snippet, true);
    String statements = lines(snippet, false);
    String text =
        imports + "class Snippet { void statements() throws Exception {\n" + statements + "}}\n";
    return new SimpleJavaFileObject(
        URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  private static String lines(String snippet, boolean isImport) {
    return snippet
        .lines()
        .filter(line -> line.startsWith("import ") == isImport)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String classPath() {
    return LIBRARY.stream()
        .map(DocumentedJavaTest::home)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class without a home", e);
    }
  }
}
