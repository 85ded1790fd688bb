import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A proxy that is measured: where it listens, and its process.
record Rival(
    String name, String host, int port, boolean secure, Process process, boolean isJava) {
  String url() {
    return (secure ? "https://" : "http://") + host + ":" + port;
  }

  /// User and system time of the process and its children.
  double cpuMillis() throws IOException {
    double sum = 0;
    for (var pid : pids()) {
      var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      sum += 10 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    }
    return sum;
  }

  /// The proportional memory of the process and its children.
  double mebibytes() throws IOException {
    double sum = 0;
    for (var pid : pids()) {
      sum += found("(?m)^Pss: +(\\d+)", Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")));
    }
    return sum / 1024;
  }

  private List<Long> pids() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  static double found(String expression, String text) {
    return Double.parseDouble(text(expression, text));
  }

  static String text(String expression, String text) {
    var matcher = Pattern.compile(expression).matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + expression + " in\n" + text);
    }
    return matcher.group(1);
  }
}
