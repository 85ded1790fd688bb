package dev.taskdock.cli;

import dev.taskdock.probe.Verdict.Outcome;
import dev.taskdock.smoke.Report;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Results in the XML that JUnit's runners began and that CI servers read: a suite for each round,
/// a case for each probe.
final class JunitXml {
  private static final int NOT_XML = 0xFFFE;

  private final XMLStreamWriter xml;

  private JunitXml(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /// The document.
  static String of(List<Report> rounds) {
    var text = new StringWriter();
    try {
      var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      var document = new JunitXml(xml);
      for (int i = 0; i < rounds.size(); i++) {
        document.suite(rounds.get(i), rounds.size() > 1 ? " " + (i + 1) : "");
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text + "\n";
  }

  private void suite(Report report, String round) throws XMLStreamException {
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", legal("taskdock " + report.subject() + round));
    xml.writeAttribute("tests", "" + report.tried().size());
    xml.writeAttribute(
        "failures", "" + (report.count(Outcome.FAILED) + report.count(Outcome.TIMED_OUT)));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", "" + report.count(Outcome.SKIPPED));
    xml.writeAttribute("time", seconds(report.took()));
    for (var tried : report.tried()) {
      probe(report, tried);
    }
    xml.writeEndElement();
  }

  private void probe(Report report, Report.Tried tried) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", legal(report.subject()));
    xml.writeAttribute("name", legal(tried.probe().name()));
    xml.writeAttribute("time", seconds(tried.took()));
    var location = tried.probe().location();
    if (location.isPresent()) {
      xml.writeAttribute("file", legal(location.get().file()));
      xml.writeAttribute("line", "" + location.get().line());
    }
    var verdict = tried.verdict();
    switch (verdict.outcome()) {
      case PASSED -> {}
      case SKIPPED -> {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", legal(verdict.came()));
      }
      case FAILED, TIMED_OUT -> {
        xml.writeStartElement("failure");
        xml.writeAttribute("message", legal(verdict.came()));
        xml.writeAttribute("type", verdict.outcome().name());
        xml.writeCharacters(legal(details(report, tried)));
        xml.writeEndElement();
      }
    }
    xml.writeEndElement();
  }

  private static String details(Report report, Report.Tried tried) {
    var text = new StringBuilder();
    text.append("expected  ").append(tried.verdict().expected()).append('\n');
    text.append("came      ").append(tried.verdict().came()).append('\n');
    report.holds().forEach(hold -> text.append(hold).append('\n'));
    text.append(dev.taskdock.problem.Report.text(report.advice(), report.sources(), false));
    for (var tail : report.tails()) {
      text.append("last lines of ").append(tail.container()).append('\n');
      tail.lines().forEach(line -> text.append("  ").append(line).append('\n'));
    }
    return text.toString();
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.3f", took.toMillis() / 1000.0);
  }

  /// Without the characters that XML has no way to write: what containers print may hold any.
  private static String legal(String text) {
    var legal = new StringBuilder();
    text.codePoints()
        .map(c ->
            c == '\n'
                    || c == '\t'
                    || (c >= ' ' && c < 0xD800)
                    || (c > 0xDFFF && c < NOT_XML)
                    || c > 0xFFFF
                ? c
                : '?')
        .forEach(legal::appendCodePoint);
    return legal.toString();
  }
}
