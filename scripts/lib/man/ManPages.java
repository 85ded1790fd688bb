package dev.taskdock.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/// Writes a manual page for taskdock and for each of its commands.
///
///     ManPages WORK MAN1      a folder to work in, and where the pages go
///
/// Compiled by `scripts/package` against the program, in whose package it is, because the commands
/// are nobody else's business.
final class ManPages {
  private ManPages() {}

  public static void main(String[] arguments) throws Exception {
    var work = Files.createDirectories(Path.of(arguments[0]));
    var pages = Files.createDirectories(Path.of(arguments[1]));
    var nothing = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
    var terminal = new Terminal(new ByteArrayOutputStream(), nothing, false, false);
    var line = CommandLines.of(terminal);
    int code =
        ManPageGenerator.generateManPage(
            work.toFile(), null, new boolean[0], true, line.getCommandSpec());
    if (code != 0) {
      System.exit(code);
    }
    try (var asciidoctor = Asciidoctor.Factory.create();
        var texts = Files.newDirectoryStream(work, "*.adoc")) {
      for (var text : texts) {
        asciidoctor.convertFile(
            text.toFile(),
            Options.builder()
                .backend("manpage")
                .safe(SafeMode.SAFE)
                .standalone(true)
                .toDir(pages.toFile())
                .build());
      }
    }
  }
}
