package dev.ballast.cli;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Distribution.Lognormal;
import dev.ballast.observation.Latencies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a hop costs on some machine: the content of {@code runs/calibration.json}, which says
 * nothing about the machine itself.
 *
 * @param ballastCalibration the version of the format, {@link #FORMAT}
 * @param version of Ballast that was measured
 * @param exchanges how many were measured: a request through one hop with its answer, to a callee
 *     that answers at once
 * @param exchange what they took
 * @param hop what one message takes, a request or an answer
 * @param processorUs processor time of an exchange in microseconds, both of its sides
 */
record Calibration(
    int ballastCalibration,
    String version,
    long exchanges,
    Exchange exchange,
    Hop hop,
    double processorUs) {
  /** The format that this version writes and reads. */
  static final int FORMAT = 1;

  /** A file that is longer is no calibration. */
  private static final int BYTES_MAX = 64 * 1024;

  /** A hop that takes longer is none. */
  private static final double HOP_MICROS_MAX = 1e6;

  /** The standard normal's 90th percentile. */
  private static final double Z90 = 1.2815515655446004;

  private static final int MESSAGES = 2;
  private static final double MICROSECOND = 1e3;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Percentiles of exchanges, in microseconds. */
  record Exchange(double p50Us, double p90Us, double p99Us) {}

  /**
   * The lognormal law of one message by two percentiles, in microseconds. The body and not the
   * tail: what is seldom and long on a machine comes from what else it does.
   */
  record Hop(double p50Us, double p90Us) {
    Hop {
      Checks.that(
          p50Us > 0 && p90Us >= p50Us && p90Us <= HOP_MICROS_MAX,
          "a hop takes more than 0 us and at most a second");
    }
  }

  Calibration {
    Checks.that(
        version.length() <= 100 && version.codePoints().noneMatch(Character::isISOControl),
        "a version is short and printable");
  }

  /**
   * The calibration that these exchanges give. They are taken to be lognormal, and the two messages
   * of an exchange to be alike and independent, so that each has half the mean and half the
   * variance; a sum of lognormals is nearly one (L. F. Fenton, "The sum of log-normal probability
   * distributions in scatter transmission systems", 1960).
   */
  static Calibration of(String version, Latencies exchanges, double processorUs) {
    double p50 = Math.max(1, micros(exchanges, 0.5));
    double p90 = Math.max(p50, micros(exchanges, 0.9));
    double sigma = StrictMath.log(p90 / p50) / Z90;
    double variance = StrictMath.expm1(sigma * sigma); // over the squared mean
    double mean = p50 * StrictMath.exp(sigma * sigma / 2);
    Lognormal message = Lognormal.ofMean(mean / MESSAGES, StrictMath.sqrt(variance * MESSAGES));
    double median = StrictMath.exp(message.mu());
    return new Calibration(
        FORMAT,
        version,
        exchanges.count(),
        new Exchange(p50, p90, micros(exchanges, 0.99)),
        new Hop(tenth(median), tenth(median * StrictMath.exp(Z90 * message.sigma()))),
        tenth(processorUs));
  }

  private static double micros(Latencies latencies, double share) {
    return latencies.quantileNanos(share) / MICROSECOND;
  }

  private static double tenth(double micros) {
    return Math.max(1, Math.round(micros * 10)) / 10.0;
  }

  /** The law of one message. */
  Distribution law() {
    return new Lognormal(
        StrictMath.log(hop.p50Us() * MICROSECOND), StrictMath.log(hop.p90Us() / hop.p50Us()) / Z90);
  }

  /** The hop in words. */
  String words() {
    return String.format(Locale.ROOT, "%.1f us each way (p90 %.1f us)", hop.p50Us(), hop.p90Us());
  }

  /** As a document that {@link #read} reads. */
  String json() {
    return MAPPER.writeValueAsString(this) + "\n";
  }

  /** Reads a document that {@link #json} gave; whatever else it is told to be is refused. */
  static Calibration read(Path path) throws BadInputException {
    String file = path.toString();
    String again = "write it anew: ballast calibrate --output " + file;
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw Input.unreadable(file, file + " is too long for a calibration", again);
      }
      @Nullable Calibration read = MAPPER.readValue(bytes, Calibration.class);
      if (read == null) {
        throw Input.unreadable(file, file + " holds nothing", again);
      }
      if (read.ballastCalibration() != FORMAT) {
        throw Input.unreadable(
            file,
            file + " has format " + read.ballastCalibration() + "; this Ballast reads " + FORMAT,
            again);
      }
      return read;
    } catch (JacksonException e) {
      throw Input.unreadable(
          file, file + " is not what `ballast calibrate` writes, or was changed", again);
    } catch (NoSuchFileException e) {
      throw Input.unreadable(file, "there is no file " + file, again);
    } catch (IOException e) {
      throw Input.unreadable(file, "cannot read " + file, "name a readable file");
    }
  }
}
