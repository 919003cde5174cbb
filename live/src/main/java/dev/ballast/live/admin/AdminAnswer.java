package dev.ballast.live.admin;

/**
 * What an administrator is told.
 *
 * @param status of HTTP
 * @param type its media type
 */
public record AdminAnswer(int status, String type, String text) {
  /** Plain text; a line break is added. */
  public static AdminAnswer text(int status, String text) {
    return new AdminAnswer(status, "text/plain; charset=utf-8", text + "\n");
  }

  /** A JSON document. */
  public static AdminAnswer json(int status, String document) {
    return new AdminAnswer(status, "application/json", document);
  }
}
