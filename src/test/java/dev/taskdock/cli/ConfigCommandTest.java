package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// `taskdock config` shows every value and no secret, of whatever shape the file is.
final class ConfigCommandTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> no_secret_is_shown_wherever_it_stands() {
    return Stream.of(
            "{\"containerDefinitions\": [{\"environment\": [{\"name\": \"A\", \"value\": \"s3cret\"}]}]}",
            "{\"containerDefinitions\": [{\"environment\": {\"A\": \"s3cret\"}}]}",
            "{\"containerDefinitions\": [{\"environment\": {\"name\": \"s3cret\"}}]}",
            "{\"containerDefinitions\": [{\"environment\": [\"A=s3cret\"]}]}",
            "{\"containerDefinitions\": [{\"environment\": [\"s3cret\"]}]}",
            "{\"containerDefinitions\": [{\"environment\": \"A=s3cret\"}]}",
            "{\"containerDefinitions\": [{\"environment\": [{\"A\": \"s3cret\"}]}]}",
            "{\"containerDefinitions\": [{\"environment\": [[{\"name\": \"A\", \"value\": \"s3cret\"}]]}]}",
            "{\"containerDefinitions\": [{\"environment\": [{\"name\": null, \"value\": \"s3cret\"}]}]}",
            "{\"containerDefinitions\": [{\"environment\": [{\"name\": \"A=s3cret\", \"value\": \"\"}]}]}",
            "{\"containerDefinitions\": [{\"environment\": [{\"name\": \"a]b\", \"value\": \"s3cret\"}]}]}",
            "{\"containerDefinitions\": [{\"environment\": [{\"value\": {\"deep\": [\"s3cret\"]}}]}]}",
            "{\"containerDefinitions\": [{\"Environment\": [{\"Name\": \"A\", \"Value\": \"s3cret\"}]}]}",
            "{\"containerDefinitions\": [{\"environment\": {\"A=s3cret\": null}}]}",
            "{\"containerDefinitions\": [{\"secrets\": {\"A\": \"s3cret\"}}]}",
            "{\"containerDefinitions\": [{\"secrets\": [{\"name\": \"A\", \"value\": \"s3cret\"}]}]}",
            "{\"containerDefinitions\": [{\"command\": [\"--password\", \"s3cret\"]}]}",
            "{\"containerDefinitions\": [{\"command\": [\"--password=s3cret\"]}]}",
            "{\"containerDefinitions\": [{\"command\": [\"sh\", \"-c\", \"app --password s3cret\"]}]}",
            "{\"containerDefinitions\": [{\"command\": [\"app --token 's3cret two'\"]}]}",
            "services:\n  db:\n    command: app -v --db-password s3cret --port 80\n",
            "{\"containerDefinitions\": [{\"command\": [\"psql\", \"postgres://app:s3cret@db/shop\"]}]}",
            "{\"parameters\": [{\"ParameterKey\": \"DbPassword\", \"ParameterValue\": \"s3cret\"}]}",
            "{\"outputs\": {\"x\": {\"sensitive\": true, \"value\": {\"a\": \"s3cret\"}}}}",
            "{\"outputs\": {\"db_password\": {\"value\": \"s3cret\"}}}",
            "{\"a\": {\"master_password\": {\"b\": [{\"c\": \"s3cret\"}]}}}",
            "{\"container_definitions\": \"[{\\\"environment\\\": [{\\\"name\\\": \\\"A\\\","
                + " \\\"value\\\": \\\"s3cret\\\"}]}]\"}",
            "services:\n  web:\n    image: nginx\n    environment:\n      A: s3cret\n",
            "services:\n  web:\n    image: nginx\n    environment:\n      - A=s3cret\n",
            "x-env: &env\n  A: s3cret\nservices:\n  web:\n    environment: *env\n",
            "services:\n  db:\n    command: mysqld --password=s3cret\n",
            """
            {"version": 4, "terraform_version": "1.9.0", "serial": 3, "resources": [
              {"mode": "managed", "type": "random_password", "name": "db",
               "instances": [{"attributes": {"result": "s3cret"}}]}]}
            """)
        .map(text -> DynamicTest.dynamicTest(text, () -> assertHidden(text)));
  }

  private void assertHidden(String text) throws IOException {
    var file = Files.writeString(folder.resolve("file"), text).toString();
    var shown = Commands.run("config", file);
    var json = Commands.run("config", "--json", file);

    assertThat(shown.all()).isNotEmpty().doesNotContain("s3cret");
    assertThat(json.all()).isNotEmpty().doesNotContain("s3cret");
  }

  @Test
  void what_is_no_secret_is_shown() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("taskdef.json"),
            """
            {"family": "shop", "containerDefinitions": [{
              "name": "web", "image": "nginx:1", "command": ["-p", "80"],
              "environment": [{"name": "A", "value": "x"}],
              "secrets": [{"name": "PASSWORD", "valueFrom": "arn:aws:ssm:eu-west-1:1:parameter/p"}],
              "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::b/a.env"}],
              "repositoryCredentials": {"credentialsParameter": "arn:aws:secretsmanager:x"},
              "systemControls": [{"namespace": "net.core.somaxconn", "value": "1024"}]}]}
            """);

    assertThat(Commands.run("config", file.toString()).out().lines())
        .map(line -> line.replaceFirst("  # .*", "").replaceFirst("^taskDefinition\\.", ""))
        .map(line -> line.replaceFirst("^containerDefinitions\\[web]\\.", "web."))
        .containsExactly(
            "family: shop",
            "web.name: web",
            "web.image: nginx:1",
            "web.command[0]: -p",
            "web.command[1]: 80",
            "web.environment[A].name: A",
            "web.environment[A].value: ***",
            "web.secrets[PASSWORD].name: PASSWORD",
            "web.secrets[PASSWORD].valueFrom: arn:aws:ssm:eu-west-1:1:parameter/p",
            "web.environmentFiles[0].type: s3",
            "web.environmentFiles[0].value: arn:aws:s3:::b/a.env",
            "web.repositoryCredentials.credentialsParameter: arn:aws:secretsmanager:x",
            "web.systemControls[0].namespace: net.core.somaxconn",
            "web.systemControls[0].value: 1024");
  }

  @Test
  void nothing_that_a_terminal_obeys_is_printed() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("taskdef.json"),
            "{\"family\": \"a\\u001b[2Jb\", \"x\\u001b[2J\": \"line\\nend\\u202e\"}");

    assertThat(Commands.run("config", file.toString()).out())
        .contains("family: a␛[2Jb  #", "x␛[2J: line␊end<U+202E>  #");
  }
}
