package dev.ballast.live.discovery;

import dev.ballast.kernel.Units;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file with an address per line, {@code host:port [weight] [zone]}; what follows {@code #} is a
 * remark. It is read again every second. A file that cannot be read, or with anything in it that is
 * none of this, teaches nothing; an empty one says that nobody is there.
 */
final class AddressFile implements Source {
  /** How often it is read. */
  static final long EVERY = Units.SECOND;

  /** The most bytes. */
  static final int BYTES_MAX = 1 << 20;

  private static final Pattern LINE =
      Pattern.compile(
          "(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9_.-]+)):([0-9]{1,5})(?:\\s+([0-9]{1,5}))?(?:\\s+([A-Za-z_][A-Za-z0-9_.-]*))?");

  private final Path file;
  private final List<String> zones;

  /**
   * A file that need not be there yet.
   *
   * @param zones that a line may name
   */
  AddressFile(Path file, List<String> zones) {
    this.file = file;
    this.zones = List.copyOf(zones);
  }

  @Override
  public long retryMaxNanos() {
    return EVERY;
  }

  @Override
  public CompletableFuture<Lookup> look() {
    return CompletableFuture.completedFuture(read());
  }

  private Lookup read() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        return new Lookup.Failed("it has more than " + BYTES_MAX + " bytes");
      }
      return parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new Lookup.Failed("it cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** What the text says, or which line is wrong. */
  Lookup parse(String text) {
    List<Found> found = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String said = line.replaceFirst("#.*", "").strip();
      if (!said.isEmpty()) {
        Matcher form = LINE.matcher(said);
        String wrong = form.matches() ? add(form, found) : "expected host:port [weight] [zone]";
        if (wrong != null) {
          return new Lookup.Failed("line " + number + ": " + wrong);
        }
      }
    }
    return found.isEmpty()
        ? new Lookup.Nobody("it names no address")
        : new Lookup.Answered(found, EVERY);
  }

  /** What is wrong with a line; null where it names a replica. */
  private @Nullable String add(Matcher form, List<Found> found) {
    String host = form.group(1) == null ? form.group(2) : form.group(1);
    int port = Integer.parseInt(form.group(3));
    int weight = form.group(4) == null ? 1 : Integer.parseInt(form.group(4));
    String zone = form.group(5);
    if (port < 1 || port > 65_535) {
      return "a port is 1 to 65535";
    }
    if (weight < 1 || weight > Found.WEIGHT_MAX) {
      return "a weight is 1 to " + Found.WEIGHT_MAX;
    }
    if (zone != null && !zones.contains(zone)) {
      return "there is no zone " + zone + "; there are " + String.join(", ", zones);
    }
    try {
      InetAddress address = InetAddress.getByName(host);
      found.add(new Found(new InetSocketAddress(address, port), weight, zone));
      return null;
    } catch (UnknownHostException e) {
      return "the host " + host + " is not known";
    }
  }

  @Override
  public String words() {
    return "the file " + file;
  }

  @Override
  public void close() {}
}
