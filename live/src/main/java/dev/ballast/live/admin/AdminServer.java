package dev.ballast.live.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ballast.live.LiveException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Pages to read and actions to take, on a port of 127.0.0.1. Whoever can connect may read. An
 * action is a POST, and it must carry the header {@code x-ballast-admin}: a web page that a browser
 * shows cannot send that to another origin without asking first, and is not allowed to. A request
 * whose {@code Host} is not this machine's is refused, so that a page cannot read either by giving
 * its own name this address (DNS rebinding).
 */
public final class AdminServer implements AutoCloseable {
  /** What an action must carry, with any value. */
  public static final String HEADER = "x-ballast-admin";

  private static final int THREADS = 2;
  private static final int WAITING_MAX = 16;
  private static final int BACKLOG = 64;

  private record Page(boolean isAction, Supplier<AdminAnswer> content) {}

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final Map<String, Page> pages = Collections.synchronizedMap(new LinkedHashMap<>());

  private AdminServer(HttpServer server) {
    this.server = server;
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING_MAX),
            work -> {
              Thread thread = new Thread(work, "ballast-admin");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * Listens.
   *
   * @param port of 127.0.0.1; 0 takes a free one
   * @throws LiveException when the port cannot be had
   */
  public static AdminServer open(int port) {
    try {
      InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      return new AdminServer(HttpServer.create(local, BACKLOG));
    } catch (IOException e) {
      throw new LiveException(
          "port %d, wanted for administration, cannot be listened on (%s): choose another with --admin, or 0 for a free one"
              .formatted(port, e.getMessage()),
          e);
    }
  }

  /** Its address, such as {@code http://127.0.0.1:9901}. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Adds something to read; made anew for each request, on a thread of the server's. */
  public AdminServer page(String path, Supplier<AdminAnswer> content) {
    pages.put(path, new Page(false, content));
    return this;
  }

  /** Adds something to do. */
  public AdminServer action(String path, Supplier<AdminAnswer> action) {
    pages.put(path, new Page(true, action));
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      AdminAnswer answer = answer(exchange);
      byte[] body = answer.text().getBytes(UTF_8);
      Headers headers = exchange.getResponseHeaders();
      headers.set("content-type", answer.type());
      headers.set("cache-control", "no-store");
      headers.set("x-content-type-options", "nosniff");
      if (answer.status() == 405) {
        headers.set("allow", exchange.getRequestMethod().equals("POST") ? "GET, HEAD" : "POST");
      }
      boolean isHead = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), isHead ? -1 : body.length);
      if (!isHead) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }

  private AdminAnswer answer(HttpExchange exchange) {
    if (!isLocal(exchange.getRequestHeaders().getFirst("host"))) {
      return AdminAnswer.text(403, "the host of the request must be 127.0.0.1 or localhost");
    }
    String path = exchange.getRequestURI().getPath();
    Page page = path == null ? null : pages.get(path);
    if (page == null) {
      return AdminAnswer.text(404, "there is no such page; there are " + offered());
    }
    boolean isPost = exchange.getRequestMethod().equals("POST");
    boolean isRead = exchange.getRequestMethod().matches("GET|HEAD");
    if (page.isAction() ? !isPost : !isRead) {
      return AdminAnswer.text(405, "use " + (page.isAction() ? "POST" : "GET"));
    }
    if (page.isAction() && exchange.getRequestHeaders().getFirst(HEADER) == null) {
      return AdminAnswer.text(403, "an action needs the header %s: 1".formatted(HEADER));
    }
    try {
      return page.content().get();
    } catch (RuntimeException e) {
      return AdminAnswer.text(500, "a defect of Ballast: " + e);
    }
  }

  /** Whether a request means this machine, whatever the port. */
  private static boolean isLocal(@Nullable String host) {
    return host != null && host.matches("(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]{1,5})?");
  }

  private String offered() {
    StringBuilder text = new StringBuilder();
    synchronized (pages) {
      pages.forEach(
          (path, page) ->
              text.append(text.isEmpty() ? "" : ", ")
                  .append(page.isAction() ? "POST " : "")
                  .append(path));
    }
    return text.toString();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
