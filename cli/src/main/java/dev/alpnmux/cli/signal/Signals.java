package dev.alpnmux.cli.signal;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/** The signals of the operating system. */
public final class Signals {
  private static final int TERMINATE = 15;
  private static final int INTERRUPT = 2;

  private Signals() {}

  /**
   * Runs {@code action}, on a thread of its own, with the number of every SIGTERM and SIGINT
   * instead of ending the JVM. Where the JVM has no such signals they end it as ever.
   */
  static void onTermination(IntConsumer action) {
    try {
      handle("TERM", () -> action.accept(TERMINATE));
      handle("INT", () -> action.accept(INTERRUPT));
    } catch (ReflectiveOperationException e) {
      System.getLogger(Signals.class.getName())
          .log(System.Logger.Level.DEBUG, "this JVM has no signal handlers", e);
    }
  }

  /**
   * Runs {@code action}, on a thread of its own, at every SIGHUP. Where the JVM has no such signal
   * nothing is changed.
   */
  public static void onHangUp(Runnable action) {
    handleIfKnown("HUP", action);
  }

  /**
   * Runs {@code action}, on a thread of its own, at every SIGWINCH: the terminal has got another
   * size. Where the JVM has no such signal nothing is changed.
   */
  public static void onResize(Runnable action) {
    handleIfKnown("WINCH", action);
  }

  private static void handleIfKnown(String name, Runnable action) {
    try {
      handle(name, action);
    } catch (ReflectiveOperationException e) {
      System.getLogger(Signals.class.getName())
          .log(System.Logger.Level.DEBUG, "this JVM has no SIG" + name, e);
    }
  }

  /**
   * There is no supported way to see a second signal: a shutdown hook runs once. The class has been
   * in the module jdk.unsupported of every JDK since 9; javac warns of it, so its name is a string.
   */
  private static void handle(String name, Runnable action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object proxy =
        Proxy.newProxyInstance(
            Signals.class.getClassLoader(),
            new Class<?>[] {handler},
            (self, method, arguments) -> {
              action.run();
              return null;
            });
    Method handle = signal.getMethod("handle", signal, handler);
    handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
  }
}
