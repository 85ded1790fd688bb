package dev.taskdock.launch;

import java.util.Map;

/// A router's configuration in the classic syntax of Fluent Bit.
final class FluentBitText implements RouterFile.Syntax {
  private static final String HEALTH_CHECKS = "firelens-healthcheck";

  private final StringBuilder text = new StringBuilder();

  @Override
  public void inputs(String socket, int megabytes) {
    section("INPUT");
    entry("Name", "forward");
    entry("unix_path", socket);
    entry("Mem_Buf_Limit", megabytes + "MB");
    section("INPUT");
    entry("Name", "forward");
    entry("Listen", "127.0.0.1");
    entry("Port", "24224");
    section("INPUT");
    entry("Name", "tcp");
    entry("Tag", HEALTH_CHECKS);
    entry("Listen", "127.0.0.1");
    entry("Port", "8877");
  }

  @Override
  public void keep(String tagPrefix, boolean matching, String pattern) {
    section("FILTER");
    entry("Name", "grep");
    entry("Match", tagPrefix + "*");
    entry(matching ? "Regex" : "Exclude", "log " + pattern);
  }

  @Override
  public void add(Map<String, String> fields) {
    section("FILTER");
    entry("Name", "record_modifier");
    entry("Match", "*");
    fields.forEach((name, value) -> entry("Record", name + " " + value));
  }

  @Override
  public void include(String path) {
    paragraph();
    text.append("@INCLUDE ").append(path).append('\n');
  }

  @Override
  public void discardHealthChecks() {
    section("OUTPUT");
    entry("Name", "null");
    entry("Match", HEALTH_CHECKS);
  }

  @Override
  public void output(String tagPrefix, Map<String, String> options, Map<String, String> secrets) {
    section("OUTPUT");
    entry("Name", options.getOrDefault("Name", ""));
    entry("Match", tagPrefix + "*");
    options.forEach((name, value) -> {
      if (!name.equals("Name")) {
        entry(name, value);
      }
    });
    secrets.forEach((name, variable) -> entry(name, "${" + variable + "}"));
  }

  private void section(String name) {
    paragraph();
    text.append('[').append(name).append("]\n");
  }

  private void entry(String name, String value) {
    text.append("    ").append(name).append(' ').append(value).append('\n');
  }

  private void paragraph() {
    if (!text.isEmpty()) {
      text.append('\n');
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
