package dev.alpnmux.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alpnmux.gateway.testing.RunningGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One tab of a browser, and everything in it that went wrong. */
final class Tab implements AutoCloseable {
  private static final String UNTIL =
      """
      new Promise((resolve, reject) => {
        const holds = () => { try { return %s; } catch { return false; } };
        const look = () => { if (holds()) { watcher.disconnect(); resolve(true); } };
        const watcher = new MutationObserver(look);
        watcher.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        setTimeout(() => reject(new Error('not within the time: ' + document.body.innerText)), %d);
        look();
      })
      """;

  private final DevTools tools;
  private final String target;
  private final String session;

  Tab(DevTools tools, String target, String session) {
    this.tools = tools;
    this.target = target;
    this.session = session;
    for (String domain : List.of("Page", "Runtime", "Log", "Network", "Accessibility")) {
      call(domain + ".enable");
    }
    show(1200, 900, "light");
  }

  JsonNode call(String method, Object... keysAndValues) {
    return tools.call(session, method, keysAndValues);
  }

  /** Makes it a screen of this size, for an eye that prefers these colours. */
  Tab show(int width, int height, String colours) {
    call(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        height,
        "deviceScaleFactor",
        1,
        "mobile",
        false);
    call(
        "Emulation.setEmulatedMedia",
        "features",
        List.of(Map.of("name", "prefers-color-scheme", "value", colours)));
    return this;
  }

  /** Loads a page. */
  Tab load(String address) {
    call("Page.navigate", "url", address);
    return await("document.readyState === 'complete' && location.href !== 'about:blank'");
  }

  /** Returns the value of an expression; of a promise, what it comes to. */
  JsonNode evaluate(String expression) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            "expression",
            expression,
            "awaitPromise",
            true,
            "returnByValue",
            true);
    assertThat(result.path("exceptionDetails")).as(expression).isEmpty();
    return result.get("result").path("value");
  }

  String text(String selector) {
    return evaluate("document.querySelector(" + DevTools.JSON.valueToTree(selector) + ").innerText")
        .asText();
  }

  /** Waits until an expression of the page is true. */
  Tab await(String expression) {
    evaluate(UNTIL.formatted(expression, RunningGateway.PATIENCE.toMillis() - 1000));
    return this;
  }

  /** Presses a key. */
  void press(String key, int code) {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          "type",
          type,
          "key",
          key,
          "code",
          key,
          "windowsVirtualKeyCode",
          code);
    }
  }

  /** Writes into a field, as a person does. */
  void write(String selector, String text) {
    evaluate("document.querySelector('" + selector + "').focus()");
    call("Input.insertText", "text", text);
  }

  /** Writes a picture of the whole page. */
  void picture(Path file) throws IOException {
    String data =
        call("Page.captureScreenshot", "format", "png", "captureBeyondViewport", true)
            .get("data")
            .asText();
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, Base64.getDecoder().decode(data));
  }

  /** What the browser has complained of: errors, exceptions, and breaches of the policy. */
  List<String> problems() {
    return Stream.of("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled")
        .flatMap(kind -> tools.events(session, kind).stream())
        .map(JsonNode::toString)
        .toList();
  }

  /** The addresses that it has asked for. */
  List<String> requests() {
    return tools.events(session, "Network.requestWillBeSent").stream()
        .map(event -> event.at("/request/url").asText())
        .toList();
  }

  @Override
  public void close() {
    tools.call("", "Target.closeTarget", "targetId", target);
  }
}
