package dev.ballast.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server process of a benchmark, on a port of 127.0.0.1; stopped when closed. */
public final class Server implements AutoCloseable {
  /** Ticks per second of the CPU times in /proc; fixed at 100 on Linux for programs. */
  private static final double TICKS_PER_SECOND = 100;

  private static final long START_NANOS_MAX = 60_000_000_000L;
  private static final long POLL_MILLIS = 2;

  private final Process process;
  private final int port;

  private Server(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a process that listens on the port, and waits until it does. */
  public static Server start(List<String> command, int port, Path log)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    long deadline = System.nanoTime() + START_NANOS_MAX;
    while (!listens(port)) {
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IOException(
            String.join(" ", command) + " did not start:\n" + Files.readString(log).strip());
      }
    }
    return new Server(process, port);
  }

  /** Runs a program to its end; what it printed. */
  public static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed:\n" + output.strip());
    }
    return output;
  }

  /** The jars of a peer that {@code bench/run} has put into a folder of its own. */
  public static String peer(String name) {
    return Path.of(System.getProperty("ballast.peers"), name).resolve("*").toString();
  }

  /** Where some classes come from, as a class path. */
  public static String classesOf(Class<?>... types) {
    List<String> places = new ArrayList<>();
    for (Class<?> type : types) {
      places.add(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
    return String.join(File.pathSeparator, places);
  }

  /** A command that runs a Java program on the JVM of this one. */
  public static List<String> java(
      String classpath, List<String> options, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(options);
    command.addAll(List.of("-cp", classpath, main));
    command.addAll(List.of(arguments));
    return command;
  }

  /** A port that is free at the moment. */
  public static int freePort() throws IOException {
    return freePorts(1)[0];
  }

  /** Several ports that are free at the moment. */
  public static int[] freePorts(int count) throws IOException {
    int[] ports = new int[count];
    List<ServerSocket> open = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        ports[i] = open.getLast().getLocalPort();
      }
    } finally {
      for (ServerSocket socket : open) {
        socket.close();
      }
    }
    return ports;
  }

  public int port() {
    return port;
  }

  /** Asks for one page over HTTP/1.1. */
  public void get() throws IOException {
    try (InputStream page = URI.create("http://127.0.0.1:" + port + "/").toURL().openStream()) {
      page.readAllBytes();
    }
  }

  /** CPU time that the process has used so far, in seconds, in user and kernel mode. */
  public double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** The process itself. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Memory of the process that is resident, in bytes. */
  public long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("process " + process.pid() + " has ended");
  }

  /** How many files and connections the process has open. */
  public int openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return (int) files.count();
    }
  }

  /** Whether somebody listens on a port of 127.0.0.1. */
  public static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.getLocalPort() != port; // else it has met itself: TCP can do that
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Asks it to end, and waits for that.
   *
   * @return its exit status
   * @throws IOException when it has not ended after so many seconds
   */
  public int end(long seconds) throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new IOException("process " + process.pid() + " does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
