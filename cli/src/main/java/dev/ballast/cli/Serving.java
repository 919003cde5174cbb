package dev.ballast.cli;

import dev.ballast.live.LiveOptions;
import dev.ballast.live.Transport;
import dev.ballast.live.log.AccessFormat;
import dev.ballast.model.Ingress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of commands that serve until they are told to end. */
final class Serving {
  /** How such a command ends. */
  static final String FOOTER =
      "%nSIGTERM and Ctrl-C end it with 0 when the requests under way are finished; a second one"
          + " ends it at once. Exits with 2 when a port or a program cannot be had, 64 for wrong"
          + " usage, 65 when the file is wrong.";

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "The seed of every random draw (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--loops",
      converter = Numbers.Count.class,
      paramLabel = "N",
      description = "Event loops that share the replicas (default: the number of processors).")
  private int loops = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--io-uring",
      description =
          "Use Linux' io_uring instead of epoll; refused where the kernel does not offer it.")
  private boolean isIoUring;

  @Option(
      names = "--admin",
      converter = Numbers.Port.class,
      defaultValue = "0",
      paramLabel = "PORT",
      description =
          "Where to listen on 127.0.0.1 for administration: health, metrics, how the policies"
              + " stand; 0 takes a free port (default).")
  private int admin;

  /** Where administration listens; 0 for a free port. */
  int adminPort() {
    return admin;
  }

  @Option(
      names = "--drain",
      converter = Numbers.Duration.class,
      paramLabel = "DURATION",
      description =
          "How long requests under way may take when it is told to end (default: what the file says"
              + " for a gateway, else 30s).")
  private @Nullable Long drainNanos;

  @Option(
      names = "--drain-delay",
      converter = Numbers.Duration.class,
      paramLabel = "DURATION",
      description =
          "How long it goes on taking connections after it has said that it is not ready, so that"
              + " load balancers hear of it first (default: not at all).")
  private long drainDelayNanos;

  @Option(
      names = "--access-log",
      paramLabel = "FILE",
      description = "Where requests are written as they end; - for standard output.")
  private @Nullable String accessFile;

  @Option(
      names = "--access-log-format",
      paramLabel = "json|common",
      converter = Format.class,
      description = "How a request is written (default: json).")
  private @Nullable AccessFormat accessFormat;

  @Option(
      names = "--access-log-sample",
      paramLabel = "SHARE",
      converter = Numbers.Percent.class,
      description =
          "The share of the requests that went well to write, such as 1%%; refused and failed ones"
              + " always are (default: 100%%).")
  private @Nullable Double accessSample;

  /** The name of a format. */
  static final class Format implements ITypeConverter<AccessFormat> {
    @Override
    public AccessFormat convert(String text) {
      return switch (text) {
        case "json" -> AccessFormat.JSON;
        case "common" -> AccessFormat.COMMON;
        default ->
            throw new TypeConversionException("expected json or common, found '" + text + "'");
      };
    }
  }

  /** How long requests under way may take at the end, in nanoseconds. */
  long drainNanos(Ingress ingress) {
    return drainNanos == null ? ingress.timeouts().drainNanos() : drainNanos;
  }

  /** How long to go on taking connections at the end, in nanoseconds. */
  long drainDelayNanos() {
    return drainDelayNanos;
  }

  /** What the command line or else the file asks to write of requests; null for nothing. */
  @Nullable Writing writing(Path systemFile, Ingress ingress) {
    Ingress.AccessLog asked = ingress.accessLog();
    if (accessFile == null && asked == null) {
      return null;
    }
    String file = accessFile == null && asked != null ? asked.file() : accessFile;
    Path path = file == null || file.equals("-") ? null : Path.of(file);
    Path beside = path == null || accessFile != null ? path : systemFile.resolveSibling(path);
    double ofFile = asked == null ? 1 : asked.sample();
    return new Writing(format(asked), beside, accessSample == null ? ofFile : accessSample);
  }

  /**
   * What is written of requests.
   *
   * @param file null for the standard output
   * @param sample the share of those that went well, in [0, 1]
   */
  record Writing(AccessFormat format, @Nullable Path file, double sample) {}

  private AccessFormat format(Ingress.@Nullable AccessLog asked) {
    if (accessFormat != null || asked == null) {
      return accessFormat == null ? AccessFormat.JSON : accessFormat;
    }
    return switch (asked.format()) {
      case JSON -> AccessFormat.JSON;
      case COMMON -> AccessFormat.COMMON;
    };
  }

  /** How the system runs on sockets. */
  LiveOptions options(Terminal terminal) {
    return LiveOptions.of(seed)
        .withLoops(loops)
        .withLog(terminal::note)
        .withTransport(isIoUring ? Transport.IO_URING : Transport.usual());
  }
}
