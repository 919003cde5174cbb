package dev.ballast.live;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a class in whose tests a buffer was forgotten. */
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {
  private static final int LOOKS = 20;

  private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

  @Override
  public void beforeAll(ExtensionContext context) {
    ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + records));
  }

  /** Netty finds a leak when a later buffer is made after the forgotten one was collected. */
  @Override
  public void afterAll(ExtensionContext context) {
    for (int i = 0; i < LOOKS; i++) {
      System.gc();
      PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
    }
    if (!leaks.isEmpty()) {
      throw new AssertionError("forgotten buffers: " + leaks);
    }
  }
}
