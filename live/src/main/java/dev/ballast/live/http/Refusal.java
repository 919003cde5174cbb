package dev.ballast.live.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.codec.CodecException;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The answer to what is refused before it becomes a request for anything: a status, and the reason
 * both in the field {@code x-ballast-refused} and as text.
 */
public final class Refusal {
  /** Says why something was refused. */
  public static final AsciiString FIELD = AsciiString.cached("x-ballast-refused");

  private static final AsciiString TYPE = AsciiString.cached("content-type");
  private static final AsciiString DATE = AsciiString.cached("date");
  private static final AsciiString PLAIN = AsciiString.cached("text/plain");

  private Refusal() {}

  /** The head of the answer. */
  public static ResponseHead head(int status, String why) {
    Fields fields = new Fields(3, 96 + why.length());
    fields.add(FIELD, plain(why));
    fields.add(TYPE, PLAIN);
    fields.add(DATE, HttpDate.now());
    return new ResponseHead(status, fields);
  }

  /** Its body. */
  public static Body.Whole text(String why) {
    return new Body.Whole((plain(why) + "\n").getBytes(US_ASCII), Fields.NONE);
  }

  /** What to say of a failure that is ours; null where the other side broke the connection. */
  public static @Nullable String defect(Throwable cause) {
    boolean isOurs =
        (cause instanceof RuntimeException || cause instanceof Error)
            && !(cause instanceof CodecException); // such as broken TLS
    StackTraceElement[] trace = cause.getStackTrace();
    String where = trace.length == 0 ? "" : " at " + trace[0];
    return isOurs ? "a defect of Ballast: " + cause + where : null;
  }

  /** What came from outside may hold anything; a field may not. */
  private static String plain(String why) {
    return why.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
