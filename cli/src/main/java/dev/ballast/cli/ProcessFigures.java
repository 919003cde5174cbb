package dev.ballast.cli;

import dev.ballast.report.Exposition;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What every process shows to a monitoring system, under the names that are usual there. */
final class ProcessFigures {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  private ProcessFigures() {}

  /** Writes them; what this system does not tell is left out. */
  static void write(Exposition out) {
    ProcessHandle.Info info = ProcessHandle.current().info();
    info.totalCpuDuration()
        .ifPresent(
            used ->
                out.counter("process_cpu_seconds_total", "Processor time used.")
                    .value(used.toNanos() / 1e9));
    info.startInstant()
        .ifPresent(
            start ->
                out.gauge("process_start_time_seconds", "When it started, in Unix time.")
                    .value(start.toEpochMilli() / 1e3));
    long resident = residentBytes();
    if (resident > 0) {
      out.gauge("process_resident_memory_bytes", "Memory that it has.").value(resident);
    }
    long files = openFiles();
    if (files > 0) {
      out.gauge("process_open_fds", "Open files and connections.").value(files);
    }
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    out.gauge("jvm_memory_used_bytes", "Memory of the JVM in use.")
        .value(heap.getUsed(), "area", "heap");
  }

  private static long residentBytes() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // not Linux
    }
  }

  private static long openFiles() {
    try (Stream<Path> files = Files.list(OPEN_FILES)) {
      return files.count();
    } catch (IOException e) {
      return 0; // not Linux
    }
  }
}
