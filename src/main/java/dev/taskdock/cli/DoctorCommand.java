package dev.taskdock.cli;

import dev.taskdock.app.Examination;
import dev.taskdock.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `taskdock doctor`: what this machine offers, one line each, with the fix where something lacks.
@Command(name = "doctor", description = "Check the engine and this machine, with fixes.")
final class DoctorCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--json", description = "One object with all findings.")
  private boolean json;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    List<Examination.Finding> findings = Examination.findings();
    if (json) {
      JsonWriter.writeLine(
          terminal.out(), Map.of("findings", findings.stream().map(DoctorCommand::shape).toList()));
    } else {
      var rows = new ArrayList<List<String>>();
      for (var finding : findings) {
        var fix = finding.fix().isEmpty() ? "" : "  fix: " + finding.fix();
        rows.add(List.of(finding.verdict().word(), finding.subject(), finding.what() + fix));
      }
      var data = terminal.data();
      data.print(Columns.of(rows));
      data.flush();
    }
    boolean noEngine =
        findings.stream()
            .anyMatch(
                f -> f.subject().equals("engine") && f.verdict() == Examination.Verdict.BROKEN);
    boolean broken = findings.stream().anyMatch(f -> f.verdict() == Examination.Verdict.BROKEN);
    if (noEngine) {
      return ExitCode.NO_ENGINE;
    }
    return broken ? ExitCode.FAILED : ExitCode.FINE;
  }

  private static Map<String, Object> shape(Examination.Finding finding) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("subject", finding.subject());
    shape.put("verdict", finding.verdict().word());
    shape.put("what", finding.what());
    shape.put("fix", finding.fix());
    return shape;
  }
}
