package dev.alpnmux.gateway.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process, under the names that every client library of Prometheus has for it; those of
 * Micrometer's own binders {@code promtool check metrics} does not let pass. What the system does
 * not tell is not shown.
 */
final class ProcessMeters implements MeterBinder {
  private static final Path STATUS = Path.of("/proc/self/status");
  // proc(5): "VmRSS:     1234 kB"
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  @Override
  public void bindTo(MeterRegistry registry) {
    double started = ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0;
    Gauge.builder("process.start.time", () -> started)
        .description("Start of the process, in Unix time")
        .baseUnit("seconds")
        .register(registry);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean process) {
      FunctionCounter.builder("process.cpu", process, p -> p.getProcessCpuTime() / 1e9)
          .description("CPU time of the process, user and system")
          .baseUnit("seconds")
          .register(registry);
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean process) {
      bindFileDescriptors(registry, process);
    }
    if (Files.isReadable(STATUS)) {
      Gauge.builder("process.resident.memory", ProcessMeters::residentBytes)
          .description("Resident memory of the process")
          .baseUnit("bytes")
          .register(registry);
    }
  }

  private static void bindFileDescriptors(
      MeterRegistry registry, UnixOperatingSystemMXBean process) {
    Gauge.builder("process.open.fds", process::getOpenFileDescriptorCount)
        .description("Open file descriptors of the process")
        .register(registry);
    Gauge.builder("process.max.fds", process::getMaxFileDescriptorCount)
        .description("The most file descriptors that the process may have")
        .register(registry);
  }

  private static double residentBytes() {
    try {
      Matcher resident = RESIDENT.matcher(Files.readString(STATUS));
      return resident.find() ? Long.parseLong(resident.group(1)) * 1024.0 : Double.NaN;
    } catch (IOException e) {
      // Prometheus' word for what is not known.
      return Double.NaN;
    }
  }
}
