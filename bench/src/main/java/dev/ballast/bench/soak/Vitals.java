package dev.ballast.bench.soak;

import dev.ballast.bench.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one process holds of its machine, looked at again and again while it works. */
final class Vitals {
  /** After a collection everything that is alive is in the old generation. */
  private static final Pattern ALIVE =
      Pattern.compile("^ *tenured\\b.*used (\\d+)K", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  /**
   * One look.
   *
   * @param heapMegabytes what is alive after a full collection
   * @param residentMegabytes of the process
   */
  record Look(double heapMegabytes, double residentMegabytes, int files) {}

  private final Member member;
  private final Path commands;
  private final List<Look> looks = new ArrayList<>();
  private final int filesAtFirst;

  /** Looks at a process before it has worked. */
  Vitals(Member member, Path home) throws IOException {
    this.member = member;
    commands = Files.writeString(home.resolve("jcmd-" + member.name()), "GC.run\nGC.heap_info\n");
    filesAtFirst = member.server().openFiles();
  }

  String name() {
    return member.name();
  }

  /** Looks at it now. */
  Look look() throws IOException, InterruptedException {
    Server server = member.server();
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String told =
        Server.run(List.of(jcmd, Long.toString(server.process().pid()), "-f", commands.toString()));
    Matcher alive = ALIVE.matcher(told);
    if (!alive.find()) {
      throw new IOException("no size of the old generation in:\n" + told);
    }
    Look look =
        new Look(
            Long.parseLong(alive.group(1)) * 1024 / 1e6,
            server.residentBytes() / 1e6,
            server.openFiles());
    looks.add(look);
    return look;
  }

  /** The mean of the looks of a third of the run: 1, 2 or 3. */
  double mean(int third, ToDoubleFunction<Look> what) {
    int size = looks.size() / 3;
    int from = looks.size() - (4 - third) * size;
    return looks.subList(from, from + size).stream().mapToDouble(what).average().orElse(0);
  }

  /** Open files and connections before it worked. */
  int filesAtFirst() {
    return filesAtFirst;
  }

  /** Open files and connections now. */
  int files() throws IOException {
    return member.server().openFiles();
  }
}
