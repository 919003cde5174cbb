package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ballast.cli.DocumentedFiles.Block;
import dev.ballast.engine.Plan;
import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Severity;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.sim.Simulation;
import dev.ballast.spec.Spec;
import dev.ballast.spec.SpecResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the pages say is tried: their files are read and run, their commands parsed. */
class DocumentationTest {
  /** Longer experiments are cut, so that a page costs no minutes. */
  private static final long LENGTH_MAX_NANOS = 2 * Units.MINUTE;

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]+)(#[^)]*)?\\)");
  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");
  private static final Pattern CODE = Pattern.compile("`((?:\\./)?ballast [^`]+)`");

  @TempDir private Path directory = Path.of("");

  static List<Block> systems() {
    return DocumentedFiles.blocks().stream()
        .filter(b -> b.language().equals("yaml") && b.text().startsWith("ballast: 1\n"))
        .toList();
  }

  static List<Path> examples() {
    return DocumentedFiles.examples();
  }

  static List<Path> pages() {
    return DocumentedFiles.pages();
  }

  /** Every line of a shell block and every piece of code that begins like a command. */
  static List<String> commands() {
    List<String> commands = new ArrayList<>();
    for (Block block : DocumentedFiles.blocks()) {
      if (!block.language().equals("yaml")) {
        block
            .text()
            .lines()
            .filter(line -> line.matches("(\\./)?ballast .*"))
            .forEach(commands::add);
      }
    }
    for (Path page : DocumentedFiles.pages()) {
      Matcher code = CODE.matcher(DocumentedFiles.text(page));
      while (code.find()) {
        commands.add(code.group(1));
      }
    }
    return commands.stream().distinct().toList();
  }

  @ParameterizedTest
  @MethodSource("systems")
  void a_documented_system_is_right_warns_only_as_its_page_says_and_runs(Block block) {
    SpecResult read = Spec.read(block.toString(), block.text());
    SystemModel model = runnable(read);
    String page = DocumentedFiles.text(block.page());
    assertThat(read.diagnostics())
        .filteredOn(found -> found.severity() == Severity.WARNING)
        .extracting(Diagnostic::code)
        .allMatch(page::contains, "announced on the page by its code");
    for (Experiment experiment : model.experiments()) {
      long offered =
          Simulation.run(Plan.of(model), cut(experiment), 1).record().routes().stream()
              .mapToLong(route -> route.offered())
              .sum();
      assertThat(offered).as(experiment.name()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void an_example_is_right_and_nothing_in_it_is_unsafe(Path example) {
    SpecResult read =
        Spec.read(
            DocumentedFiles.name(example), DocumentedFiles.text(example), Input.beside(example));
    runnable(read);
    assertThat(read.diagnostics())
        .as(read.rendered(false))
        .noneMatch(found -> found.severity() == Severity.WARNING);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void a_documented_command_exists_with_its_options(String command) {
    String words = command.replaceFirst("\\s+#.*", "").replaceFirst("^(\\./)?ballast\\s+", "");
    var line =
        Main.commandLine(
            new PrintWriter(new StringWriter()),
            new PrintWriter(new StringWriter()),
            Main.SUBCOMMANDS);
    if (line.getSubcommands().containsKey(words)) {
      return; // a sentence about the command
    }
    String[] arguments =
        WORD.matcher(words).results().map(r -> r.group().replace("\"", "")).toArray(String[]::new);
    assertThatCode(() -> line.parseArgs(arguments)).as(command).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void a_page_links_to_what_exists(Path page) {
    Matcher link = LINK.matcher(DocumentedFiles.text(page));
    while (link.find()) {
      String target = link.group(1);
      if (!target.contains("://")) {
        assertThat(page.resolveSibling(target)).as(target).exists();
      }
    }
  }

  @Test
  void the_social_network_holds_and_every_field_of_its_json_is_documented() {
    Path example = DocumentedFiles.ROOT.resolve("examples/socialnetwork/socialnetwork.yaml");
    Run run = Run.of("prove", example.toString(), "--json", "--runs-dir", directory.toString());
    assertThat(run.status()).as("%s", run.err()).isZero();
    JsonNode proof = JsonMapper.shared().readTree(run.out());
    assertThat(proof.get("verdict").asString()).isEqualTo("PASS");
    String page = DocumentedFiles.text(DocumentedFiles.ROOT.resolve("docs/guide/output.md"));
    assertThat(fields(proof)).allMatch(name -> page.contains("`" + name + "`"));
  }

  @Test
  void the_code_of_a_file_that_is_missing_is_documented() {
    Run run = Run.of("prove", "--json", directory.resolve("none.yaml").toString());
    JsonNode check = JsonMapper.shared().readTree(run.out()).get("checks").get(0);
    assertThat(DocumentedFiles.ROOT.resolve("docs/diagnostics.md"))
        .content()
        .contains("| " + check.get("code").asString() + " |");
  }

  @Test
  void every_page_of_the_guide_and_every_decision_is_in_its_index() throws Exception {
    for (String index : List.of("docs/guide/index.md", "docs/decisions/README.md")) {
      Path page = DocumentedFiles.ROOT.resolve(index);
      try (Stream<Path> others = Files.list(page.resolveSibling("."))) {
        assertThat(others.filter(other -> other.toString().endsWith(".md")))
            .filteredOn(other -> !other.endsWith(page.getFileName()))
            .extracting(other -> "(" + other.getFileName() + ")")
            .allMatch(DocumentedFiles.text(page)::contains);
      }
    }
  }

  private static SystemModel runnable(SpecResult read) {
    SystemModel model = read.model();
    if (model == null) {
      throw new AssertionError(read.rendered(false));
    }
    return model;
  }

  private static Experiment cut(Experiment experiment) {
    long length = Math.min(experiment.lengthNanos(), LENGTH_MAX_NANOS);
    return new Experiment(
        experiment.name(),
        Math.min(experiment.warmUpNanos(), Units.SECOND),
        length,
        experiment.loads(),
        experiment.faults().stream().filter(fault -> fault.atNanos() < length).toList(),
        experiment.expect());
  }

  /** Names of fields, without those that are names of routes, edges and services. */
  private static Set<String> fields(JsonNode node) {
    Set<String> names = new TreeSet<>();
    for (var field : node.properties()) {
      names.add(field.getKey());
      boolean isByName = List.of("routes", "edges", "services").contains(field.getKey());
      for (JsonNode child : isByName ? field.getValue() : List.of(field.getValue())) {
        names.addAll(fields(child));
      }
    }
    if (node.isArray()) {
      node.forEach(item -> names.addAll(fields(item)));
    }
    return names;
  }
}
