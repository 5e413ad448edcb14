package dev.alpnmux.cli;

import dev.alpnmux.gateway.Gateway;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What this process runs on and with: the lines behind {@code --version --verbose}. */
final class RuntimeText {
  private static final int MIB = 1024 * 1024;

  private RuntimeText() {}

  static String text() {
    return facts().entrySet().stream()
        .map(fact -> line(fact.getKey(), fact.getValue()))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String line(String name, String value) {
    return "  " + name + " ".repeat("class archive  ".length() - name.length()) + value;
  }

  /** Returns what the lines say, by the words they begin with. */
  static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("jvm", property("java.vm.name") + ' ' + property("java.vm.version"));
    facts.put("java home", property("java.home"));
    facts.put("options", options());
    facts.put("collector", collector());
    facts.put("heap", "at most " + Runtime.getRuntime().maxMemory() / MIB + " MiB");
    facts.put("class archive", ClassArchive.given().toString());
    facts.put("data path", dataPath());
    facts.put("system", system());
    return facts;
  }

  /** Those of the launcher and the user; what the launcher tells us is none of them. */
  private static String options() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-Dalpnmux."))
        .collect(Collectors.joining(" "));
  }

  /** As the JVM names its parts: {@code Copy, MarkSweepCompact} is the serial one. */
  private static String collector() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .map(GarbageCollectorMXBean::getName)
        .collect(Collectors.joining(", "));
  }

  private static String dataPath() {
    return Gateway.lackOfLinuxDataPath()
        .map(lack -> "portable, TLS by the JDK: " + lack)
        .orElse("linux, TLS by BoringSSL");
  }

  private static String system() {
    return property("os.name")
        + ' '
        + property("os.version")
        + ' '
        + property("os.arch")
        + ", processors: "
        + Runtime.getRuntime().availableProcessors();
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
