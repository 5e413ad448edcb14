package dev.alpnmux.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps the reports of buffers that were never released, so that a test can fail by them; Netty
 * makes it by name, from the system property {@code io.netty.customResourceLeakDetector}.
 */
public final class FailingLeakDetector<T> extends ResourceLeakDetector<T> {
  private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

  /** Called by Netty. */
  public FailingLeakDetector(Class<?> resourceType, int samplingInterval) {
    super(resourceType, samplingInterval);
  }

  /** Called by Netty. */
  @SuppressWarnings("unused")
  public FailingLeakDetector(Class<T> resourceType, int samplingInterval, long maxActive) {
    super(resourceType, samplingInterval);
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    LEAKS.add(resourceType + records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    LEAKS.add(resourceType);
  }

  /** Fails if a buffer that nobody released has been collected. */
  public static void assertNoLeaks() {
    assertThat(LEAKS).as("leaked buffers").isEmpty();
  }
}
