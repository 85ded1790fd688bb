package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is found out about a machine with an engine.
@Tag("docker")
final class DoctorIT {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void everything_that_tasks_depend_on_is_looked_at() throws Exception {
    var doctor = bench.done("doctor", "--json");

    var findings = new HashMap<String, String>();
    for (var finding : new ObjectMapper().readTree(doctor.out().getFirst()).at("/findings")) {
      findings.put(finding.at("/subject").asText(), finding.at("/what").asText());
    }
    assertThat(findings)
        .containsOnlyKeys(
            "java",
            "engine",
            "cgroups",
            "size",
            "addresses",
            "open files",
            "task size",
            "disk",
            "task to laptop",
            "link-local",
            "laptop to task");
    assertThat(findings.get("open files")).matches("a process may have \\d+(,| instead) .*");
    assertThat(findings.get("task size")).containsPattern("^(one cap|each container)");
  }
}
