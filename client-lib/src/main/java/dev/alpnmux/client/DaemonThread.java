package dev.alpnmux.client;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of this library: they keep neither the program nor a class loader alive. */
final class DaemonThread {
  /** How long a thread waits for its next task. */
  static final long IDLE_SECONDS = 10;

  private DaemonThread() {}

  static Thread of(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }

  /** Returns a pool of as many threads as there are tasks: each blocks, and none may wait. */
  static ThreadPoolExecutor pool(String name) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> of(name, task));
  }
}
