package dev.taskdock.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/// h2spec, which somebody else wrote, asks an HTTPS listener all that it knows of RFC 7540 and
/// 7541.
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
final class Http2SpecIT {
  private static final String BINARY = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";

  /// Cases in which we do otherwise, each for a reason.
  private static final List<String> ARGUED = List.of();

  @TempDir private Path folder;
  private final Stage stage = new Stage(Transport.best());

  @AfterEach
  void closeAll() throws Exception {
    stage.close();
  }

  @Test
  @Timeout(120)
  void all_of_generic_http2_and_hpack_passes() throws Exception {
    var address = stage.secure(StreamClientsTest.front(), stage.saying("hello, ".repeat(100)));
    var report = folder.resolve("report.xml");

    var process =
        new ProcessBuilder(
                binary().toString(),
                "-h",
                "localhost",
                "-p",
                Integer.toString(address.getPort()),
                "-t",
                "-k",
                "-o",
                "2",
                "-j",
                report.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("h2spec.txt").toFile())
            .start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();

    var failed = new ArrayList<String>();
    int cases = read(report, failed);
    assertThat(failed).as(Files.readString(folder.resolve("h2spec.txt"))).isEqualTo(ARGUED);
    assertThat(cases).isEqualTo(145);
  }

  /// How many cases there were; those that failed are added to `failed`.
  private static int read(Path report, List<String> failed) throws Exception {
    var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
    var cases = document.getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      var one = (Element) cases.item(i);
      boolean passed =
          one.getElementsByTagName("failure").getLength() == 0
              && one.getElementsByTagName("error").getLength() == 0
              && one.getElementsByTagName("skipped").getLength() == 0;
      if (!passed) {
        failed.add(one.getAttribute("package") + ": " + one.getAttribute("classname"));
      }
    }
    return cases.getLength();
  }

  private Path binary() throws IOException {
    var file = folder.resolve("h2spec");
    try (InputStream packed =
            Objects.requireNonNull(Http2SpecIT.class.getResourceAsStream(BINARY), BINARY);
        var tar = new TarArchiveInputStream(new GzipCompressorInputStream(packed))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile()) {
          Files.copy(tar, file);
        }
      }
    }
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
