package dev.ballast.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the modules, on the compiled classes of all of them. */
final class ArchitectureTest {
  private static final JavaClasses BALLAST =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("dev.ballast");

  /**
   * A module, the modules it may import besides those that these import, and the packages of others
   * that it may use besides the JDK's.
   */
  private record Module(String name, String imports, String libraries) {}

  private static final List<Module> MODULES =
      List.of(
          new Module("kernel", "", ""),
          new Module("policy", "kernel", ""),
          new Module("guard", "kernel policy", ""),
          new Module("guardhttp", "guard", ""),
          new Module("guardmicrometer", "guard", "io.micrometer.."),
          new Module("model", "kernel policy", ""),
          new Module("observation", "kernel", "org.HdrHistogram.."),
          new Module("engine", "model policy observation", ""),
          new Module("sim", "engine", ""),
          new Module("trust", "kernel", "org.bouncycastle.."),
          new Module("live", "engine trust", "io.netty.. com.sun.net.httpserver.."),
          new Module("spec", "model", "org.snakeyaml.. tools.jackson.. com.fasterxml.."),
          new Module("verdict", "model observation", "org.hipparchus.."),
          new Module("report", "verdict", "tools.jackson.. com.fasterxml.."),
          new Module("explore", "sim verdict", ""),
          new Module(
              "cli",
              "sim live spec report explore",
              "picocli.. tools.jackson.. com.fasterxml.. com.sun.management.."));

  /** Where the outside world begins: clocks, threads, sockets, files. */
  private static final String[] WORLDS = packages("live", "cli");

  /** Where a socket may be opened: the data plane, and the client that programs hand over. */
  private static final String[] SOCKET_ROOMS = packages("live", "guardhttp");

  private static final String[] PURE =
      packages("kernel", "policy", "model", "trust", "verdict", "report");

  private static final DescribedPredicate<JavaClass> SOCKETS =
      types(
          "java.net.Socket",
          "java.net.ServerSocket",
          "java.net.DatagramSocket",
          "java.net.InetAddress",
          "java.net.URL",
          "java.net.URLConnection",
          "java.nio.channels",
          "java.net.http",
          "javax.net",
          "com.sun.net.httpserver",
          "io.netty");

  private static final DescribedPredicate<JavaClass> FILES =
      types(
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.FileReader",
          "java.io.FileWriter",
          "java.io.RandomAccessFile",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.nio.channels",
          "java.nio.file");

  private static final DescribedPredicate<JavaClass> THREADS_CLOCKS_LOGGERS =
      types(
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.System$Logger",
          "java.time.Clock",
          "java.time.InstantSource",
          "java.util.Timer",
          "java.util.concurrent.CompletableFuture",
          "java.util.concurrent.Executor",
          "java.util.concurrent.ExecutorService",
          "java.util.concurrent.Executors",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.ScheduledExecutorService",
          "java.util.logging",
          "org.slf4j");

  /** Asks which thread calls, so that threads that share a decision need not share its counters. */
  private static final String WHICH_THREAD = "dev.ballast.kernel.Stripes";

  @TestFactory
  Stream<DynamicTest> a_module_imports_only_what_the_design_lets_it() {
    return MODULES.stream()
        .map(
            module -> {
              String[] own = packages(reachable(module).toArray(String[]::new));
              return test(
                  module.name(),
                  classes()
                      .that()
                      .resideInAPackage(packages(module.name())[0])
                      .should()
                      .onlyDependOnClassesThat(
                          resideInAnyPackage(own)
                              .or(resideInAnyPackage("java..", "javax..", "org.jspecify.."))
                              .or(resideInAnyPackage(module.libraries().split(" "))))
                      .because(
                          "it may import " + reachable(module) + "; move the class or the decision")
                      .allowEmptyShould(true));
            });
  }

  @Test
  void every_class_is_in_a_known_module() {
    classes()
        .should()
        .resideInAnyPackage(packages(MODULES.stream().map(Module::name).toArray(String[]::new)))
        .because("a new module gets a line in MODULES")
        .check(BALLAST);
  }

  @Test
  void pure_modules_do_no_input_or_output() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat(SOCKETS.or(FILES))
        .because("they are given values and answer with values; cli reads and writes")
        .allowEmptyShould(true)
        .check(BALLAST);
  }

  @Test
  void pure_modules_hold_no_thread_clock_or_logger() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .and()
        .doNotHaveFullyQualifiedName(WHICH_THREAD)
        .should()
        .dependOnClassesThat(THREADS_CLOCKS_LOGGERS)
        .because("they are given the time and answer; a world owns threads, and observations log")
        .allowEmptyShould(true)
        .check(BALLAST);
  }

  @Test
  void only_live_and_the_guarded_client_open_sockets() {
    noClasses()
        .that()
        .resideOutsideOfPackages(SOCKET_ROOMS)
        .should()
        .dependOnClassesThat(SOCKETS)
        .because("it goes through a port of the engine, or through a type of live's own")
        .check(BALLAST);
  }

  @Test
  void only_live_and_cli_open_files() {
    noClasses()
        .that()
        .resideOutsideOfPackages(WORLDS)
        .should()
        .dependOnClassesThat(FILES)
        .because("cli reads and writes, and hands on text or values")
        .check(BALLAST);
  }

  @Test
  void no_netty_type_is_part_of_what_live_offers() {
    classes()
        .that()
        .resideInAPackage("dev.ballast.live")
        .and()
        .arePublic()
        .should(offerNoTypeOf("io.netty"))
        .because("what uses live does not know Netty; make it package-private or wrap it")
        .allowEmptyShould(true)
        .check(BALLAST);
  }

  @Test
  void packages_form_no_cycle() {
    slices()
        .matching("dev.ballast.(**)")
        .should()
        .beFreeOfCycles()
        .because("rooms that need each other are one room; move what both need to a third")
        .check(BALLAST);
  }

  @Test
  void packages_are_null_marked() {
    assertThat(BALLAST.stream().map(JavaClass::getPackage).distinct())
        .filteredOn(room -> !room.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
        .extracting(JavaPackage::getName)
        .as("packages without a package-info.java that says @NullMarked")
        .isEmpty();
  }

  @Test
  void nothing_is_printed_outside_cli() {
    nothingPrints().check(BALLAST);
  }

  @TestFactory
  Stream<DynamicTest> nothing_but_the_file_and_the_seed_reaches_a_result() {
    return BannedCalls.ALL.stream().map(ban -> test(ban.name(), without(ban)));
  }

  @TestFactory
  Stream<DynamicTest> a_banned_call_is_found_and_its_replacement_named() {
    JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
    return BannedCalls.ALL.stream()
        .map(
            ban ->
                DynamicTest.dynamicTest(
                    ban.name(),
                    () -> {
                      var result = without(ban).evaluate(offender);
                      assertThat(result.hasViolation()).isTrue();
                      assertThat(result.getFailureReport().toString())
                          .contains(ban.replacement(), "Offender.java:");
                    }));
  }

  @Test
  void printing_is_found() {
    JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
    assertThat(nothingPrints().evaluate(offender).getFailureReport().getDetails()).hasSize(2);
  }

  @TestFactory
  Stream<DynamicTest> what_names_its_locale_charset_and_order_is_no_banned_call() {
    JavaClasses innocent = new ClassFileImporter().importClasses(Offender.Innocent.class);
    return BannedCalls.ALL.stream()
        .map(ban -> DynamicTest.dynamicTest(ban.name(), () -> without(ban).check(innocent)));
  }

  private static ArchRule without(BannedCalls ban) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(WORLDS)
        .and()
        .resideOutsideOfPackages(packages(ban.alsoIn().toArray(String[]::new)))
        .should()
        .accessTargetWhere(ban.predicate())
        .because(ban.replacement());
  }

  private static ArchRule nothingPrints() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages("cli"))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethodWhere(describe("it prints a stack trace", ArchitectureTest::printsStackTrace))
        .because("stdout and stderr belong to cli; return a value or record an observation");
  }

  private static boolean printsStackTrace(JavaMethodCall call) {
    return call.getName().equals("printStackTrace")
        && call.getTarget().getRawParameterTypes().isEmpty();
  }

  private static ArchCondition<JavaClass> offerNoTypeOf(String library) {
    return new ArchCondition<>("offer no type of " + library) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaMember member : type.getMembers()) {
          boolean offered =
              member.getModifiers().contains(JavaModifier.PUBLIC)
                  || member.getModifiers().contains(JavaModifier.PROTECTED);
          boolean foreign =
              member.getAllInvolvedRawTypes().stream()
                  .anyMatch(involved -> involved.getPackageName().startsWith(library));
          if (offered && foreign && !member.getModifiers().contains(JavaModifier.SYNTHETIC)) {
            events.add(
                SimpleConditionEvent.violated(
                    member, member.getDescription() + " in " + member.getSourceCodeLocation()));
          }
        }
      }
    };
  }

  private static DynamicTest test(String name, ArchRule rule) {
    return DynamicTest.dynamicTest(name, () -> rule.check(BALLAST));
  }

  private static Set<String> reachable(Module module) {
    Set<String> names = new TreeSet<>(Set.of(module.name()));
    MODULES.stream()
        .filter(other -> List.of(module.imports().split(" ")).contains(other.name()))
        .map(ArchitectureTest::reachable)
        .forEach(names::addAll);
    return names;
  }

  private static String[] packages(String... modules) {
    return Arrays.stream(modules).map(name -> "dev.ballast." + name + "..").toArray(String[]::new);
  }

  /** Types by their full name, and packages with all below them. */
  private static DescribedPredicate<JavaClass> types(String... names) {
    List<String> all = List.of(names);
    return describe(
        "types of " + all,
        type ->
            all.contains(type.getName())
                || all.stream().anyMatch(name -> type.getName().startsWith(name + ".")));
  }
}
