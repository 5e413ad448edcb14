package dev.alpnmux.cli;

import dev.alpnmux.gateway.Gateway;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What this process runs on and with: the lines behind {@code --version --verbose}. */
final class RuntimeText {
  private static final int MIB = 1024 * 1024;

  private final List<String> lines = new ArrayList<>();

  private RuntimeText() {}

  static String text() {
    RuntimeText text = new RuntimeText();
    text.line("jvm", property("java.vm.name") + ' ' + property("java.vm.version"));
    text.line("java home", property("java.home"));
    text.line("options", options());
    text.line("collector", collector());
    text.line("heap", "at most " + Runtime.getRuntime().maxMemory() / MIB + " MiB");
    text.line("class archive", ClassArchive.given().toString());
    text.line("data path", dataPath());
    text.line("system", system());
    return String.join(System.lineSeparator(), text.lines);
  }

  private void line(String name, String value) {
    lines.add("  " + name + " ".repeat("class archive  ".length() - name.length()) + value);
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
