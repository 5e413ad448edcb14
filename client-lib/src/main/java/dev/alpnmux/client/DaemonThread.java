package dev.alpnmux.client;

/** The threads of this library: they keep neither the program nor a class loader alive. */
final class DaemonThread {
  private DaemonThread() {}

  static Thread of(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }
}
