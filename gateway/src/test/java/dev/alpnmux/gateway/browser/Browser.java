package dev.alpnmux.gateway.browser;

import dev.alpnmux.gateway.testing.Program;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** A headless Chromium. One serves many tests: its start takes seconds. */
final class Browser implements AutoCloseable {
  static final String PROGRAM = "chromium";

  private final Program program;
  private final DevTools tools;

  private Browser(Program program, DevTools tools) {
    this.program = program;
    this.tools = tools;
  }

  /** Starts one that keeps its files in this folder. */
  static Browser start(Path profile) throws IOException, InterruptedException {
    Program program =
        Program.start(
            PROGRAM,
            "--headless=new",
            // Tests may run as root, where there is no sandbox.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-extensions",
            "--disable-sync",
            "--no-first-run",
            "--hide-scrollbars",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank");
    String address = program.lineBehind("DevTools listening on ").strip();
    return new Browser(program, new DevTools(URI.create(address)));
  }

  /** Opens an empty tab. */
  Tab open() {
    String target =
        tools.call("", "Target.createTarget", "url", "about:blank").get("targetId").asText();
    String session =
        tools
            .call("", "Target.attachToTarget", "targetId", target, "flatten", true)
            .get("sessionId")
            .asText();
    return new Tab(tools, target, session);
  }

  @Override
  public void close() {
    try (program;
        tools) {
      tools.call("", "Browser.close");
      program.succeed();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
