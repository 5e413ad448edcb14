package dev.alpnmux.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.alpnmux.gateway.config.ConfigReader;
import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.StatusSchema;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.HelloBuilder;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status page in Chromium, with a gateway behind it. */
@EnabledIf(value = "browserIsInstalled", disabledReason = "chromium is not installed")
class StatusPageInterop {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final Path PICTURES = Path.of("target", "status-page");

  @TempDir private static Path profile;
  private static Browser browser;

  @TempDir private Path folder;
  private ServerSocket upstream;
  private RunningGateway gateway;
  private Tab tab;

  static boolean browserIsInstalled() {
    return Program.areInstalled(Browser.PROGRAM);
  }

  @BeforeAll
  static void startBrowser() throws Exception {
    browser = Browser.start(profile);
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), SECRET);
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    for (String name : List.of("a.pem", "a.key", "b.pem", "b.key")) {
      Files.copy(TestCertificates.FOLDER.resolve(name), folder.resolve(name));
    }
    upstream = new ServerSocket(0);
    write(services());
    gateway = RunningGateway.of(TlsEngine.NATIVE, ConfigReader.read(file()));
    gateway.gateway().watch();
    tab = browser.open();
  }

  private String services() {
    return "'echo':{'builtin':'echo','tcpmux':true},"
        + "'web':{'protocols':['h2','http/1.1'],'upstreams':['127.0.0.1:"
        + upstream.getLocalPort()
        + "','127.0.0.1:1']},"
        + "'orders':{'serverNames':['*.b.test'],'protocols':['postgresql'],'builtin':'discard'},"
        + "'quote%22<b>':{'protocols':['<i>x</i>','a%00b'],'builtin':'echo'}";
  }

  @AfterEach
  void stop() throws Exception {
    List<String> problems = new ArrayList<>(tab.problems());
    List<String> requests = tab.requests();
    // The page still follows: that must not hold up the end of the gateway.
    gateway.close();
    tab.close();
    upstream.close();
    // A browser reports the answer 400 of a trial that cannot be.
    problems.removeIf(problem -> problem.contains("/explain?") && problem.contains("400"));
    assertThat(problems).as("what the browser complains of").isEmpty();
    assertThat(requests).allMatch(url -> url.startsWith(origin()) || url.startsWith("data:"));
  }

  @Test
  void theNumbersAreThoseOfTheDocument() throws Exception {
    serve(3);
    refuse(HelloBuilder.hello("a.test", "htpt/1.1"));
    refuse(HelloBuilder.hello("a.test", "htpt/1.1", "x"));
    refuse(HelloBuilder.hello("nobody.test", "h2"));
    open().await("document.querySelectorAll('#refusals > li').length === 3");
    JsonNode status = StatusSchema.check(gateway.admin("/status.json").body());

    assertThat(cells("services", 2, 3, 5, 7))
        .isEqualTo(
            numbers(
                status.get("services"), "active", "relayed", "bytesFromClients", "bytesToClients"));
    assertThat(cells("ids", 1)).isEqualTo(numbers(status.get("unknownIds"), "count"));
    assertThat(cells("names", 1)).isEqualTo(numbers(status.get("unknownServerNames"), "count"));
    assertThat(tab.text("#figure-refused")).contains("3 in all");
    assertThat(tab.text("#version")).isEqualTo(status.get("version").asText());
    assertThat(tab.text("#state"))
        .contains("Ready")
        .contains(status.at("/configuration/hash").asText());
    assertThat(tab.evaluate("[...document.querySelectorAll('.fix')].map(f => f.textContent)"))
        .isEqualTo(texts(status.get("refusals"), "fix"));
    assertThat(tab.text("#certificates"))
        .contains("a.test, localhost")
        .contains("CN=test authority");
    assertThat(tab.text("#doors")).contains("postgresql", "*.b.test", "http/1.1", "127.0.0.1:1");
  }

  @Test
  void whatClientsSendIsShownEscapedAndDoesNothing() throws Exception {
    String script = "<script>document.title='broken'</script><img src=x onerror=alert(1)>";
    List<ApplicationProtocol> ids =
        List.of(
            new ApplicationProtocol(script),
            new ApplicationProtocol("\"'`${1}&amp;"),
            ApplicationProtocol.of("\u202Eevil".getBytes(StandardCharsets.UTF_8)),
            new ApplicationProtocol("nul\u0000\u00E9"),
            new ApplicationProtocol("\u00FF".repeat(255)));
    refuse(HelloBuilder.hello().serverName("a.test").protocols(ids));
    refuse(HelloBuilder.hello(script + "\u0000.test", "echo"));
    open().await("document.querySelectorAll('#refusals > li').length === 2");

    String page = tab.text("main");
    assertThat(page)
        .contains("<script>document.title='broken'</script><img%20src=x%20onerror=alert(1)>")
        .contains("%22'`${1}&amp;")
        .contains("%E2%80%AEevil")
        .contains("nul%00%E9")
        .contains("%FF".repeat(255))
        .doesNotContain("\u202E");
    assertThat(tab.text("#names")).contains("</script><img%20src=x%20onerror=alert(1)>%00.test");
    assertThat(
            tab.evaluate(
                    "document.querySelectorAll('main script, main img, main b, main i').length")
                .asInt())
        .isZero();
    assertThat(tab.evaluate("document.title").asText()).isEqualTo("ready · alpnmux");
    assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(1200);
  }

  @Test
  void aRefusalAppearsWithoutALoad() throws Exception {
    open().await("document.body.dataset.now");
    assertThat(tab.text("#refusals-none")).isEqualTo("Nobody was refused yet.");
    tab.evaluate("window.witness = 1");
    refuse(HelloBuilder.hello("a.test", "ehco"));
    tab.await("document.querySelector('.fix').innerText.includes('did you mean')");
    assertThat(tab.text(".fix"))
        .isEqualTo(
            "the client offered ehco (did you mean echo?); a.test serves echo, h2, http/1.1,"
                + " <i>x</i>, a%00b");
    assertThat(tab.evaluate("window.witness").asInt()).isOne();
  }

  @Test
  void aReloadThatIsRefusedIsTold() throws Exception {
    open().await("document.body.dataset.now");
    assertThat(tab.evaluate("document.getElementById('error').hidden").asBoolean()).isTrue();
    write("'echo':{'bultin':'echo','mod':'x'}");
    RunningGateway.await(gateway.gateway().reload().transform(r -> Future.succeededFuture()));
    tab.await("!document.getElementById('error').hidden");
    assertThat(tab.text("#error-lines").lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith(file() + ":1: /services/echo"));
  }

  @ParameterizedTest
  @CsvSource({
    "a.test,'x,echo',,",
    "nobody.test,echo,,",
    "a.test,,,",
    "a.test,echo,public,127.0.0.1",
    ",echo,old,",
    "a.test,%ZZ,,"
  })
  void theTrialSaysWhatExplainSays(
      @Nullable String name,
      @Nullable String ids,
      @Nullable String listener,
      @Nullable String client)
      throws Exception {
    open().await("document.querySelectorAll('#trial-listener option').length === 2");
    fill("#trial-name", name);
    fill("#trial-ids", ids);
    fill("#trial-client", client);
    if (listener != null) {
      tab.evaluate("document.getElementById('trial-listener').value = '" + listener + "'");
    }
    tab.evaluate("document.querySelector('#trial button').click()");
    tab.await("document.querySelectorAll('#trial-answer dd').length > 0");

    boolean isTcpmux = "old".equals(listener);
    String query =
        (isTcpmux ? parameter("tcpmux", ids) : parameter("sni", name) + parameter("alpn", ids))
            + parameter("listener", listener)
            + parameter("client", client);
    JsonNode explained = DevTools.JSON.readTree(gateway.admin("/explain?" + query).body());
    List<String> expected = new ArrayList<>();
    explained
        .properties()
        .forEach(e -> expected.addAll(List.of(e.getKey(), e.getValue().asText())));
    assertThat(
            tab.evaluate(
                "[...document.getElementById('trial-answer').children].map(c => c.textContent)"))
        .isEqualTo(DevTools.JSON.valueToTree(expected));
  }

  @Test
  void aConnectionIsClosedWithTheTokenAndNotWithoutIt() throws Exception {
    try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo")) {
      socket.startHandshake();
      open().await("document.querySelectorAll('#connections tbody tr').length === 1");
      assertThat(tab.evaluate("document.querySelectorAll('#connections button').length").asInt())
          .isZero();
      tab.evaluate("document.getElementById('token-box').open = true");
      fill("#token", SECRET);
      tab.evaluate("document.querySelector('#token-form button').click()");
      tab.await("document.querySelector('#connections button')");
      tab.evaluate("document.querySelector('#connections button').click()");
      tab.await("document.getElementById('closed').innerText.includes('is closed')");
      gateway.awaitConnections(0);
      tab.await("document.querySelectorAll('#connections tbody tr').length === 0");
    }
    assertThat(tab.evaluate("document.documentElement.outerHTML").asText()).doesNotContain(SECRET);
    assertThat(
            tab.evaluate("sessionStorage.length + localStorage.length + document.cookie.length")
                .asInt())
        .isZero();
  }

  @Test
  void theKeyboardReachesEveryControl() throws Exception {
    for (int i = 0; i < 10; i++) {
      refuse(HelloBuilder.hello("a.test", "x" + i));
    }
    open().await("document.querySelectorAll('#refusals > li').length === 8");
    String controls =
        "[...document.querySelectorAll('a, button, input, select, summary, [tabindex=\"0\"]')]"
            + ".filter(c => c.checkVisibility())";
    int count = tab.evaluate(controls + ".length").asInt();
    List<Integer> reached = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tab.press("Tab", 9);
      reached.add(tab.evaluate(controls + ".indexOf(document.activeElement)").asInt());
      assertThat(tab.evaluate("getComputedStyle(document.activeElement).outlineStyle").asText())
          .as("the focus is seen")
          .isNotEqualTo("none");
    }
    assertThat(reached).doesNotContain(-1).hasSize(count);
    assertThat(reached).as("in the order of the page").isSorted();
    tab.evaluate("document.getElementById('refusals-more').click()");
    assertThat(tab.evaluate("document.querySelectorAll('#refusals > li').length").asInt())
        .isEqualTo(10);
  }

  @Test
  void aScreenReaderFindsNamesForEverything() throws Exception {
    refuse(HelloBuilder.hello("a.test", "x"));
    open().await("document.querySelectorAll('#refusals > li').length === 1");
    JsonNode tree = tab.call("Accessibility.getFullAXTree").get("nodes");
    assertThat(names(tree, "heading"))
        .contains("alpnmux", "Now", "Doors", "Services", "Unknown ids", "Certificates", "Try it")
        .doesNotContain("");
    assertThat(names(tree, "table")).hasSize(5).doesNotContain("");
    assertThat(names(tree, "columnheader")).contains("Active", "At least").doesNotContain("");
    assertThat(names(tree, "rowheader")).contains("echo", "x");
    assertThat(names(tree, "textbox"))
        .contains("Server name", "ALPN ids, with commas between", "Client address");
    assertThat(names(tree, "combobox")).containsExactly("Listener");
    assertThat(names(tree, "button")).contains("Try").doesNotContain("");
    assertThat(names(tree, "main")).hasSize(1);
    assertThat(tab.evaluate("document.documentElement.lang").asText()).isEqualTo("en");
    assertThat(tab.evaluate("document.getElementById('state').getAttribute('aria-live')").asText())
        .isEqualTo("polite");
  }

  @ParameterizedTest
  @CsvSource({"wide-light,1200,light", "wide-dark,1200,dark", "narrow,360,light"})
  void thePageFitsTheScreen(String name, int width, String colours) throws Exception {
    serve(2);
    refuse(HelloBuilder.hello("a.test", "htpt/1.1", "a-rather-long-name-of-a-protocol/1.0"));
    refuse(HelloBuilder.hello("an.even.longer.name.of.some.server.nobody.test", "h2"));
    try (SSLSocket open = gateway.dial("a.test", "TLSv1.3", "echo")) {
      open.startHandshake();
      tab.show(width, 900, colours);
      open().await("document.querySelectorAll('#connections tbody tr').length === 1");
      assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt()).isEqualTo(width);
      String paper = tab.evaluate("getComputedStyle(document.body).backgroundColor").asText();
      assertThat(paper)
          .isEqualTo(colours.equals("dark") ? "rgb(18, 21, 23)" : "rgb(251, 251, 249)");
      tab.picture(PICTURES.resolve(name + ".png"));
    }
  }

  @Test
  void withoutJavaScriptThePageSaysWhereToLook() throws Exception {
    tab.call("Emulation.setScriptExecutionDisabled", "value", true);
    tab.call("Page.navigate", "url", origin() + "/");
    RunningGateway.awaitUntil(
        "the text for those without scripts",
        () ->
            names(tab.call("Accessibility.getFullAXTree").get("nodes"), "link")
                .contains("/status.json"));
  }

  private Tab open() {
    return tab.load(origin() + "/");
  }

  private String origin() {
    return "http://127.0.0.1:" + gateway.gateway().admin().orElseThrow().port();
  }

  private void serve(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo")) {
        socket.getOutputStream().write(new byte[12_345]);
        assertThat(socket.getInputStream().readNBytes(12_345)).hasSize(12_345);
      }
      gateway.events().next();
    }
  }

  private void refuse(HelloBuilder hello) throws IOException {
    assertThat(RawClient.ask(gateway.address(), List.of(hello.record()))).endsWith("EOF");
    gateway.events().next();
  }

  private void fill(String field, @Nullable String text) {
    if (text != null) {
      tab.write(field, text);
    }
  }

  private static String parameter(String name, @Nullable String value) {
    return value == null ? "" : name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8) + "&";
  }

  /** The numbers in these columns of a table, row by row. */
  private JsonNode cells(String table, Integer... columns) {
    return tab.evaluate(
        "[...document.querySelectorAll('#%s tbody tr')].map(r => %s.map(c => Number(r.cells[c].dataset.value)))"
            .formatted(table, List.of(columns)));
  }

  private static JsonNode numbers(JsonNode rows, String... names) {
    ArrayNode all = DevTools.JSON.createArrayNode();
    for (JsonNode row : rows) {
      ArrayNode cells = all.addArray();
      List.of(names).forEach(name -> cells.add(row.get(name).asInt()));
    }
    return all;
  }

  private static JsonNode texts(JsonNode rows, String name) {
    ArrayNode all = DevTools.JSON.createArrayNode();
    rows.forEach(row -> all.add(row.get(name).asText()));
    return all;
  }

  /** The names that a screen reader says, of all that have this role. */
  private static List<String> names(JsonNode tree, String role) {
    List<String> names = new ArrayList<>();
    for (JsonNode node : tree) {
      if (node.at("/role/value").asText().equals(role) && !node.get("ignored").asBoolean()) {
        names.add(node.at("/name/value").asText());
      }
    }
    return names;
  }

  private Path file() {
    return folder.resolve("gateway.json");
  }

  private void write(String services) throws IOException {
    String listener = "},{'name':'old','address':'127.0.0.1:0','transport':'tcpmux'";
    Files.writeString(
        file(),
        RunningGateway.document(listener, List.of("a", "b"), services, "")
            .replace("'admin':{", "'admin':{'token':'token',")
            .replace('\'', '"'));
  }
}
