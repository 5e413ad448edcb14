package dev.alpnmux.cli.log;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sends every log record of this JVM, ours and the libraries', to standard error as one line. */
public final class LogLines {
  // The JDK holds loggers by weak references: without this one the level would be forgotten.
  private static final Logger OURS = Logger.getLogger("dev.alpnmux");

  private LogLines() {}

  /**
   * Replaces the logging configuration of the JVM. Our own records are shown from {@code level} on;
   * those of the libraries never below {@code WARN}, for the rest is about their own inside. To be
   * called before one of them is used: each would look for three other logging libraries first.
   */
  public static void install(LogFormat format, LogLevel level) {
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    System.setProperty(
        "vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.JULLogDelegateFactory");
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    Handler handler = new ConsoleHandler();
    handler.setFormatter(format == LogFormat.JSON ? new JsonLine() : new TextLine());
    handler.setLevel(Level.ALL);
    root.addHandler(handler);
    root.setLevel(level == LogLevel.ERROR ? Level.SEVERE : Level.WARNING);
    OURS.setLevel(level.level());
  }
}
