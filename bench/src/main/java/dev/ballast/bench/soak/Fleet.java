package dev.ballast.bench.soak;

import dev.ballast.bench.Server;
import dev.ballast.kernel.RandomStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The processes of the system: a gateway, and two replicas behind sidecars. */
final class Fleet implements AutoCloseable {
  private final SystemFile file;
  private final Papers papers;
  private final Path orders;
  private final List<Member> members = new ArrayList<>();

  /** Starts all of them in a folder, which is empty. */
  Fleet(Path home, SoakPlan plan) throws IOException, InterruptedException {
    papers = new Papers(home);
    orders = Files.createDirectory(home.resolve("orders"));
    file = new SystemFile(home, program(orders));
    String path = file.path().toString();
    try {
      for (int i = 0; i < SystemFile.REPLICAS; i++) {
        String number = Integer.toString(i + 1);
        members.add(
            new Member(
                "replica-" + number,
                home,
                file.replicaPort(i),
                plan.leakDetection(),
                List.of(
                    "sidecar",
                    "--system",
                    path,
                    "--service",
                    SystemFile.SERVICE,
                    "--replica",
                    number)));
      }
      members.add(
          new Member(
              "gateway",
              home,
              file.clearPort(),
              plan.leakDetection(),
              List.of("gateway", "--system", path)));
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private static List<String> program(Path orders) {
    return Server.java(
        Server.classesOf(Program.class, RandomStream.class),
        List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"),
        Program.class.getName(),
        orders.toString());
  }

  SystemFile file() {
    return file;
  }

  Papers papers() {
    return papers;
  }

  List<Member> members() {
    return members;
  }

  /** The first one is 0. */
  Member replica(int index) {
    return members.get(index);
  }

  Member gateway() {
    return members.getLast();
  }

  /** The numbers of all orders that programs have done, in order. */
  long[] orders() throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(orders)) {
      files = listed.toList();
    }
    long[] all = {};
    for (Path each : files) {
      long[] more = longs(Files.readAllBytes(each));
      int before = all.length;
      all = Arrays.copyOf(all, before + more.length);
      System.arraycopy(more, 0, all, before, more.length);
    }
    Arrays.sort(all);
    return all;
  }

  private static long[] longs(byte[] bytes) {
    long[] longs = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(longs);
    return longs;
  }

  @Override
  public void close() {
    for (Member member : members) {
      ProcessHandle process = member.server().process();
      List<ProcessHandle> programs = process.descendants().toList();
      member.server().close();
      programs.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
