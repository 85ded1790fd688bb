package dev.taskdock.input.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.JsonText;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.service.LoadBalancing;
import dev.taskdock.input.service.Services;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What templates say, evaluated.
final class TemplatesTest {
  private final Problems problems = new Problems();
  private final List<Assignment> assignments = new ArrayList<>();
  private final Map<String, String> imports = new HashMap<>();
  private final Map<String, String> kept = new HashMap<>();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          !Ref Word                                             | "word"
          !Ref AWS::Region                                      | "eu-central-1"
          !Ref Numbers                                          | ["1","2","3"]
          !Sub "${Word}-${!Word}-${ Group.Arn }"                | "word-${Word}-arn:aws:logs:eu-central-1:123456789012:log-group:web-Group:*"
          !Sub ["${A}${Word}", {A: !Ref AWS::StackName}]        | "webword"
          !Join ["-", [a, !Ref "AWS::NoValue", !Ref Word]]      | "a-word"
          !Join [",", !Ref Numbers]                             | "1,2,3"
          !Split [",", "a,,b"]                                  | ["a","","b"]
          !Select [1, !Split [",", "a,b"]]                      | "b"
          !Select ["2", !Ref Numbers]                           | "3"
          !If [Yes, a, b]                                       | "a"
          !If [Nested, a, b]                                    | "a"
          !FindInMap [Sizes, !Ref Word, Cpu]                    | "256"
          !FindInMap [Sizes, "0.5", List]                       | ["x","y"]
          !GetAZs ""                                            | ["eu-central-1a","eu-central-1b","eu-central-1c"]
          !Cidr ["10.0.0.0/16", 3, 8]                           | ["10.0.0.0/24","10.0.1.0/24","10.0.2.0/24"]
          !Cidr ["2001:db8::/56", 2, 64]                        | ["2001:db8:0:0:0:0:0:0/64","2001:db8:0:1:0:0:0:0/64"]
          {"Fn::Base64": !Sub "x${Word}"}                       | "eHdvcmQ="
          {"Fn::Length": !Ref Numbers}                          | "3"
          {"Fn::ToJsonString": {a: [1, !Ref Word]}}             | "{\\"a\\":[\\"1\\",\\"word\\"]}"
          {"Fn::GetAtt": [Group, Arn]}                          | "arn:aws:logs:eu-central-1:123456789012:log-group:web-Group:*"
          {"Fn::ImportValue": !Sub "${Word}-export"}            | "imported"
          "{{resolve:ssm:/web/word:3}}"                         | "stored"
          "a{{resolve:secretsmanager:web/key:SecretString}}b"   | "asecretb"
          022                                                   | "022"
          2012-10-17                                            | "2012-10-17"
          True                                                  | "true"
          """)
  void a_function_gives_what_cloudformation_gives(String expression, String json) {
    kept.put("/web/word", "stored");
    kept.put("web/key", "secret");
    imports.put("word-export", "imported");

    var tree = onlyDefinition(withValue(expression));

    var value = at(tree, "cpu");
    assertThat(problems.all()).isEmpty();
    assertThat(JsonText.of(value)).isEqualTo(json);
  }

  private static String withValue(String expression) {
    return """
    Transform: AWS::LanguageExtensions
    Parameters:
      Word: {Type: String, Default: word}
      Numbers: {Type: List<Number>, Default: "1, 2,3"}
    Mappings:
      Sizes:
        word: {Cpu: 256}
        "0.5": {List: [x, y]}
    Conditions:
      Yes: !Equals [!Ref Word, word]
      No: !Not [!Condition Yes]
      Nested: !And [!Condition Yes, !Or [!Condition No, !Equals [1, "1"]]]
    Resources:
      Vpc: {Type: AWS::EC2::VPC}
      Group: {Type: AWS::Logs::LogGroup}
      Task:
        Type: AWS::ECS::TaskDefinition
        Properties:
          Cpu: %s
    """
        .formatted(expression);
  }

  @Test
  void what_is_no_value_is_left_out() {
    var tree =
        onlyDefinition(
            """
            Conditions: {Never: !Equals [a, b]}
            Resources:
              Task:
                Type: AWS::ECS::TaskDefinition
                Properties:
                  TaskRoleArn: !Ref AWS::NoValue
                  ContainerDefinitions:
                    - !If [Never, {Name: a}, !Ref AWS::NoValue]
                    - {Name: b, Command: !If [Never, [x], !Ref "AWS::NoValue"]}
            """);

    assertThat(tree.has("taskRoleArn")).isFalse();
    assertThat(JsonText.of(at(tree, "containerDefinitions"))).isEqualTo("[{\"name\":\"b\"}]");
  }

  @Test
  void the_name_of_a_role_that_nobody_wrote_is_never_too_long() {
    var tree =
        onlyDefinition(
            """
            Resources:
              TheServiceBehindAnApplicationLoadBalancerTaskDefExecutionRole2F6BE7D1:
                Type: AWS::IAM::Role
              Task:
                Type: AWS::ECS::TaskDefinition
                Properties:
                  ExecutionRoleArn:
                    !GetAtt TheServiceBehindAnApplicationLoadBalancerTaskDefExecutionRole2F6BE7D1.Arn
                  TaskRoleArn:
                    !Ref TheServiceBehindAnApplicationLoadBalancerTaskDefExecutionRole2F6BE7D1
            """);

    var name = JsonText.of(at(tree, "taskRoleArn")).replace("\"", "");
    assertThat(name).hasSizeLessThanOrEqualTo(64);
    assertThat(JsonText.of(at(tree, "executionRoleArn"))).endsWith(":role/" + name + "\"");
  }

  @Test
  void properties_have_the_names_of_the_api_and_maps_keep_theirs() {
    var tree =
        onlyDefinition(
            """
            Resources:
              Task:
                Type: AWS::ECS::TaskDefinition
                Properties:
                  Volumes:
                    - EFSVolumeConfiguration:
                        FilesystemId: fs-1
                        AuthorizationConfig: {IAM: ENABLED}
                  ProxyConfiguration: {ProxyConfigurationProperties: [{Name: A}]}
                  ContainerDefinitions:
                    - LogConfiguration: {LogDriver: awsfirelens, Options: {Name: x, Host: y}}
                      DockerLabels: {Team: a}
            """);

    assertThat(JsonText.of(at(tree, "volumes")))
        .isEqualTo(
            "[{\"efsVolumeConfiguration\":{\"fileSystemId\":\"fs-1\","
                + "\"authorizationConfig\":{\"iam\":\"ENABLED\"}}}]");
    assertThat(JsonText.of(at(tree, "proxyConfiguration")))
        .isEqualTo("{\"properties\":[{\"name\":\"A\"}]}");
    assertThat(JsonText.of(at(tree, "containerDefinitions")))
        .contains("\"options\":{\"Name\":\"x\",\"Host\":\"y\"}", "{\"Team\":\"a\"}");
  }

  @Test
  void numbers_in_quotes_and_texts_without_are_what_is_due() {
    var tree =
        onlyDefinition(
            """
            Resources:
              Task:
                Type: AWS::ECS::TaskDefinition
                Properties:
                  Family: 7
                  Cpu: 256
                  Memory: "512"
                  NetworkMode: awsvpc
                  RequiresCompatibilities: [FARGATE]
                  ContainerDefinitions:
                    - Name: web
                      Image: nginx:1
                      Essential: "true"
                      PortMappings: [{ContainerPort: "80"}]
                      Environment: [{Name: PORT, Value: 80}, {Name: DEBUG, Value: false}]
            """);

    var definition = TaskDefinitionReader.read(tree, Map.of(), problems).orElseThrow().definition();

    assertThat(problems.all()).isEmpty();
    assertThat(definition.containers().getFirst().environment().variables())
        .isEqualTo(Map.of("PORT", "80", "DEBUG", "false"));
  }

  @Test
  void loops_are_written_out() {
    var reading =
        read(
            """
            Transform: AWS::LanguageExtensions
            Parameters: {Names: {Type: CommaDelimitedList, Default: "A,B"}}
            Resources:
              Fn::ForEach::Tasks:
                - Name
                - !Ref Names
                - Task${Name}:
                    Type: AWS::ECS::TaskDefinition
                    Properties: {Family: !Sub "f-${Name}", Cpu: !Ref Name}
            """);

    assertThat(reading.definitions())
        .extracting(Declared.Definition::id, Declared.Definition::family)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("TaskA", "f-A"),
            org.assertj.core.groups.Tuple.tuple("TaskB", "f-B"));
  }

  @Test
  void a_value_for_a_stack_wins_over_one_for_all_and_the_later_over_the_earlier() {
    assignments.add(Assignment.parse("web:Word=own").orElseThrow());
    assignments.add(Assignment.parse("Word=first").orElseThrow());
    assignments.add(Assignment.parse("Word=second=2").orElseThrow());
    var template =
        """
        Parameters: {Word: {Type: String}}
        Resources: {T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: !Ref Word}}}
        """;

    var reading = read(named("web", template), named("db", template));

    assertThat(reading.definitions())
        .extracting(Declared.Definition::family)
        .containsExactly("own", "second=2");
  }

  @Test
  void stacks_see_each_others_exports_and_find_their_parents() {
    var network =
        """
        Resources: {Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: prod}}}
        Outputs: {C: {Value: !Ref Cluster, Export: {Name: !Sub "${AWS::StackName}-Cluster"}}}
        """;
    var web =
        """
        Parameters: {Parent: {Type: String}}
        Resources:
          T:
            Type: AWS::ECS::TaskDefinition
            Properties: {Family: {Fn::ImportValue: !Sub "${Parent}-Cluster"}}
        """;

    var reading = read(named("network", network), named("web", web));

    assertThat(reading.definitions().getFirst().family()).isEqualTo("prod");
    assertThat(reading.notes())
        .contains("Parent of web is network, which exports what is imported by it");
  }

  @Test
  void nested_stacks_are_read_from_files_and_give_their_outputs(@TempDir Path folder)
      throws IOException {
    Files.writeString(
        folder.resolve("child.yaml"),
        """
        Parameters: {Names: {Type: CommaDelimitedList}}
        Resources: {Topic: {Type: AWS::SNS::Topic}}
        Outputs: {Second: {Value: !Select [1, !Ref Names]}}
        """);
    var parent =
        """
        Resources:
          Child:
            Type: AWS::CloudFormation::Stack
            Properties:
              TemplateURL: !Sub "https://s3.amazonaws.com/bucket/templates/child.yaml"
              Parameters: {Names: !Join [",", [a, b]]}
          T:
            Type: AWS::ECS::TaskDefinition
            Properties: {Family: !GetAtt Child.Outputs.Second}
        """;

    var reading =
        read(
            new Templates.Named(
                "web", new Source(folder.resolve("parent.yaml").toString(), parent)));

    assertThat(reading.definitions().getFirst().family()).isEqualTo("b");
    assertThat(reading.notes()).contains("not run here: AWS::SNS::Topic (Topic)");
  }

  @Test
  @Timeout(20)
  void functions_that_multiply_a_text_end_with_a_diagnostic() {
    var template = new StringBuilder("Resources:\n");
    var sixteen = "${A}".repeat(16);
    template.append(
        """
          T:
            Type: AWS::ECS::TaskDefinition
            Properties:
              Family: web
              ContainerDefinitions:
                - Name: web
                  Environment:
        """);
    for (int i = 0; i < 2000; i++) {
      template.append("            - {Name: A%d, Value: !Sub \"%s\"}\n".formatted(i, sixteen));
    }
    template.append("Parameters: {A: {Type: String, Default: \"" + "x".repeat(4000) + "\"}}\n");

    assertThat(templates(named("web", template.toString()))).isEmpty();
    assertThat(problems.all())
        .extracting(Diagnostic::what)
        .containsExactly("functions that make more than 64 MiB of text");
  }

  @Test
  void a_pattern_that_is_not_understood_is_not_passed_over() {
    read(
        """
        Parameters:
          Name: {Type: String, Default: web, AllowedPattern: "^(?!x)[a-z]+$"}
        Resources:
          T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: !Ref Name}}
        """);

    assertThat(problems.all())
        .extracting(d -> d.code() + " " + d.severity() + " " + d.what())
        .containsExactly("TD3014 WARNING AllowedPattern of \"Name\" is not checked");
  }

  @Test
  void a_nested_stack_is_looked_for_around_its_parent_and_no_farther(@TempDir Path around)
      throws IOException {
    var outside = Files.writeString(around.resolve("outside.yaml"), "Resources: {}");
    var base = Files.createDirectories(around.resolve("a/b/c"));
    Files.writeString(around.resolve("a/shared.yaml"), "Resources: {X: {Type: AWS::SNS::Topic}}");
    Files.createSymbolicLink(base.resolve("link.yaml"), outside);
    var parent = base.resolve("parent.yaml").toString();
    var text =
        """
        Resources:
          Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: %s}}
          T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: web}}
        """;

    for (var url : List.of("../../../outside.yaml", "link.yaml", outside.toString())) {
      templates(new Templates.Named("web", new Source(parent, text.formatted(url))));
    }

    assertThat(problems.all())
        .extracting(Diagnostic::code)
        .containsExactly(Code.TD3022, Code.TD3022, Code.TD3022);
    var near = new Source(parent, text.formatted("../../shared.yaml"));
    assertThat(templates(new Templates.Named("web", near)).orElseThrow().notes())
        .contains("not run here: AWS::SNS::Topic (X)");
  }

  @Test
  void what_a_template_includes_is_read_from_files_beside_it(@TempDir Path folder)
      throws IOException {
    Files.writeString(
        folder.resolve("tasks.yaml"),
        "T: {Type: AWS::ECS::TaskDefinition, Properties: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/x/size.json}}}}");
    Files.writeString(folder.resolve("size.json"), "{\"Family\": {\"Ref\": \"Name\"}}");
    Files.writeString(
        folder.resolve("names.yaml"), "Parameters: {Name: {Type: String, Default: included}}");
    var template =
        """
        Transform:
          - AWS::Serverless-2016-10-31
          - {Name: AWS::Include, Parameters: {Location: !Sub "s3://${Bucket}/names.yaml"}}
        Globals: {Function: {Timeout: 3}}
        Resources:
          Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://bucket/parts/tasks.yaml}}
          Topic: {Type: AWS::SNS::Topic}
        """;
    var source = new Source(folder.resolve("web.yaml").toString(), template);

    var reading = read(new Templates.Named("web", source));

    assertThat(reading.definitions().getFirst().family()).isEqualTo("included");
    assertThat(templates(named("web", template))).isEmpty();
    assertThat(problems.all())
        .extracting(Diagnostic::what)
        .contains("no file here for the included \"s3://bucket/parts/tasks.yaml\"");
  }

  @Test
  void a_secret_of_the_stack_is_there_for_its_tasks_and_the_same_every_time() {
    var template =
        """
        Resources:
          Password:
            Type: AWS::SecretsManager::Secret
            Properties:
              GenerateSecretString:
                {SecretStringTemplate: '{"user": "a"}', GenerateStringKey: key, PasswordLength: 9}
          Mode: {Type: AWS::SSM::Parameter, Properties: {Name: /mode, Type: String, Value: fast}}
          T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: !Ref Password}}
        """;

    var reading = read(template);

    var arn = reading.definitions().getFirst().family();
    var secret = Optional.ofNullable(reading.secrets().get(arn)).orElseThrow();
    assertThat(secret.text()).matches("\\{\"user\": \"a\", \"key\": \"\\w{9}\"}");
    assertThat(reading.secrets().get("/mode")).isEqualTo(new SecretValue("fast"));
    assertThat(read(template).secrets()).isEqualTo(reading.secrets());
  }

  @Test
  void the_credentials_of_a_registry_come_through_with_the_secret_of_the_stack() {
    var reading =
        read(
            """
            Resources:
              Login:
                Type: AWS::SecretsManager::Secret
                Properties: {Name: registry, SecretString: '{"username": "a", "password": "b"}'}
              T:
                Type: AWS::ECS::TaskDefinition
                Properties:
                  Family: web
                  NetworkMode: awsvpc
                  RequiresCompatibilities: [FARGATE]
                  Cpu: "256"
                  Memory: "512"
                  ExecutionRoleArn: arn:aws:iam::123456789012:role/pull
                  ContainerDefinitions:
                    - Name: web
                      Image: registry.example.com/web:1
                      RepositoryCredentials: {CredentialsParameter: !Ref Login}
            """);

    var definition =
        TaskDefinitionReader.read(reading.definitions().getFirst().tree(), Map.of(), problems)
            .orElseThrow()
            .definition();

    var login = definition.containers().getFirst().options().credentials().orElseThrow();
    assertThat(login.text()).startsWith("arn:aws:secretsmanager:");
    assertThat(reading.secrets().get(login.text()))
        .isEqualTo(new SecretValue("{\"username\": \"a\", \"password\": \"b\"}"));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void listeners_stand_in_their_load_balancers_and_rules_in_their_listeners() throws IOException {
    var reading = read(Files.readString(Path.of("src/test/resources/templates/service.yaml")));
    var findings = new Findings(problems);

    var balancing = LoadBalancing.ofTemplate(Fields.of(reading.tree(), findings));
    var services = Services.of(Fields.of(reading.tree(), findings));

    assertThat(problems.hasErrors()).as(problems.all().toString()).isFalse();
    var listener = balancing.loadBalancers().getFirst().listeners().getFirst();
    assertThat(listener.rules()).hasSize(1);
    assertThat(listener.defaultActions().routing()).isInstanceOf(Forward.class);
    assertThat(services.getFirst().loadBalancers().getFirst().targetGroup())
        .isEqualTo(balancing.targetGroups().getFirst().name());
    assertThat(services.getFirst().taskDefinition())
        .isEqualTo(reading.definitions().getFirst().arn());
  }

  @Test
  void the_rules_of_a_shift_of_traffic_have_the_names_that_files_have_for_them() {
    var reading =
        read(
            """
            Resources:
              Task: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Name: web, Image: nginx}]}}
              Front: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Name: front, Subnets: [a, b]}}
              Listener:
                Type: AWS::ElasticLoadBalancingV2::Listener
                Properties: {LoadBalancerArn: !Ref Front, Port: 8080, Protocol: HTTP, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Blue}]}
              Rule:
                Type: AWS::ElasticLoadBalancingV2::ListenerRule
                Properties:
                  ListenerArn: !Ref Listener
                  Priority: 7
                  Conditions: [{Field: path-pattern, Values: [/*]}]
                  Actions: [{Type: forward, TargetGroupArn: !Ref Blue}]
              Blue: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Name: blue, Port: 80, Protocol: HTTP, TargetType: ip}}
              Green: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Name: green, Port: 80, Protocol: HTTP, TargetType: ip}}
              Service:
                Type: AWS::ECS::Service
                Properties:
                  TaskDefinition: !Ref Task
                  DeploymentConfiguration: {Strategy: BLUE_GREEN}
                  PlacementStrategies: [{Type: spread, Field: instanceId}]
                  LoadBalancers:
                    - ContainerName: web
                      ContainerPort: 80
                      TargetGroupArn: !Ref Blue
                      AdvancedConfiguration:
                        AlternateTargetGroupArn: !Ref Green
                        ProductionListenerRule: !Ref Rule
                        TestListenerRule: !Ref Listener
            """);

    var rules =
        Services.of(Fields.of(reading.tree(), new Findings(problems)))
            .getFirst()
            .loadBalancers()
            .getFirst()
            .rules();

    assertThat(problems.hasErrors()).as(problems.all().toString()).isFalse();
    assertThat(rules.production().orElseThrow()).hasToString("front:8080/7");
    assertThat(rules.test().orElseThrow()).hasToString("front:8080");
  }

  @Test
  void what_code_deploy_is_told_is_no_template() {
    var text = "version: 0.0\nResources:\n  - TargetService:\n      Type: AWS::ECS::Service\n";

    assertThat(Templates.isTemplate(new Source("appspec.yaml", text))).isFalse();
  }

  @Test
  void a_service_that_others_deploy_needs_no_task_definition() {
    var reading =
        read(
            """
            Resources:
              Service:
                Type: AWS::ECS::Service
                Properties: {DeploymentController: {Type: EXTERNAL}}
              Agent:
                Type: AWS::ECS::Service
                Properties: {TaskDefinition: agent, SchedulingStrategy: DAEMON}
            """);

    Services.of(Fields.of(reading.tree(), new Findings(problems)));

    assertThat(problems.all())
        .extracting(Diagnostic::what)
        .containsExactly("\"type\" is \"EXTERNAL\"", "\"schedulingStrategy\" is \"DAEMON\"");
  }

  @Test
  void the_attributes_of_a_listener_stand_in_it() {
    var reading =
        read(
            """
            Resources:
              Front: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}
              Http:
                Type: AWS::ElasticLoadBalancingV2::Listener
                Properties:
                  LoadBalancerArn: !Ref Front
                  Protocol: HTTP
                  Port: 80
                  ListenerAttributes:
                    - {Key: routing.http.response.server.enabled, Value: "false"}
                    - {Key: routing.http.response.x_frame_options.header_value, Value: DENY}
                    - {Key: routing.http.request.x_amzn_tls_version.header_name, Value: X-Tls}
                  DefaultActions: [{Type: fixed-response, FixedResponseConfig: {StatusCode: "404"}}]
            """);

    var balancing = LoadBalancing.ofTemplate(Fields.of(reading.tree(), new Findings(problems)));

    assertThat(problems.hasErrors()).as(problems.all().toString()).isFalse();
    assertThat(balancing.loadBalancers().getFirst().listeners().getFirst().attributes())
        .isEqualTo(
            new ListenerAttributes(
                false, Map.of("X-Frame-Options", "DENY"), Map.of("X-Amzn-Tls-Version", "X-Tls")));
  }

  @Test
  void what_is_marked_no_echo_or_kept_as_a_secret_is_confidential() {
    kept.put("web/key", "hunter2");
    assignments.add(Assignment.parse("Password=correct horse").orElseThrow());

    var reading =
        read(
            """
            Parameters: {Password: {Type: String, NoEcho: true}}
            Resources:
              T:
                Type: AWS::ECS::TaskDefinition
                Properties:
                  Family: !Ref Password
                  Cpu: "{{resolve:secretsmanager:web/key}}"
            """);

    assertThat(reading.confidential()).containsExactlyInAnyOrder("correct horse", "hunter2");
  }

  @Test
  @Timeout(20)
  void names_made_of_names_do_not_double_the_work_each_time() {
    var template = new StringBuilder("Resources:\n  R0: {Type: AWS::Logs::LogGroup}\n");
    for (int i = 1; i < 60; i++) {
      template.append(
          "  R%d: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub \"${R%d}${R%d}\"}}%n"
              .formatted(i, i - 1, i - 1));
    }
    template.append("  T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: !Ref R59}}\n");

    assertThat(templates(named("web", template.toString()))).isEmpty();

    assertThat(problems.all().getFirst().what()).isEqualTo("a text of more than 128 KiB");
  }

  @Test
  @Timeout(20)
  void a_template_of_a_megabyte_is_read_in_little_time() {
    var template = new StringBuilder("Resources:\n");
    for (int i = 0; template.length() < (1 << 20) - 4000; i++) {
      template.append(
          """
            Task%d:
              Type: AWS::ECS::TaskDefinition
              Properties:
                Family: !Sub "${AWS::StackName}-%d"
                Cpu: 256
                Memory: 512
                NetworkMode: awsvpc
                RequiresCompatibilities: [FARGATE]
                ContainerDefinitions:
                  - Name: app
                    Image: !Sub "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/app:%d"
                    PortMappings: [{ContainerPort: 8080, Protocol: tcp}]
                    Environment: [{Name: A, Value: !Join ["-", [a, b, !Ref AWS::Region]]}]
          """
              .formatted(i, i, i));
    }
    var begun = Instant.now();

    var reading = read(template.toString());

    assertThat(reading.definitions()).hasSizeGreaterThan(1500);
    // The aim is a second; a busy machine may take longer.
    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(10));
  }

  private Node.Mapping onlyDefinition(String template) {
    return read(template).definitions().getFirst().tree();
  }

  private static Node at(Node.Mapping tree, String member) {
    return tree.get(member).orElseThrow();
  }

  private Declared read(String template) {
    return read(named("web", template));
  }

  private Declared read(Templates.Named... templates) {
    return templates(templates)
        .orElseThrow(() ->
            new AssertionError(problems.all().stream().map(Diagnostic::what).toList().toString()));
  }

  private Optional<Declared> templates(Templates.Named... templates) {
    var setting =
        new Setting(
            assignments,
            imports,
            new Pseudo("eu-central-1", "123456789012"),
            reference ->
                reference.names().stream()
                    .filter(kept::containsKey)
                    .map(name -> new SecretValue(kept.getOrDefault(name, "")))
                    .findFirst(),
            true);
    return Templates.read(List.of(templates), setting, problems);
  }

  private static Templates.Named named(String stack, String template) {
    return new Templates.Named(stack, new Source(stack + ".yaml", template));
  }
}
