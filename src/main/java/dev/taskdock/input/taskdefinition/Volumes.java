package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2100;
import static dev.taskdock.problem.Code.TD2101;
import static dev.taskdock.problem.Code.TD2102;
import static dev.taskdock.problem.Code.TD2103;
import static dev.taskdock.problem.Code.TD2104;

import dev.taskdock.input.Fields;
import dev.taskdock.model.Volume;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;

/// The `volumes` of a task. Source: RegisterTaskDefinition, Volume.
final class Volumes {
  private static final String ROOT = "/";
  private static final int LAST_PORT = 65_535;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");
  private static final List<String> KINDS =
      List.of(
          "host",
          "dockerVolumeConfiguration",
          "efsVolumeConfiguration",
          "fsxWindowsFileServerVolumeConfiguration",
          "s3filesVolumeConfiguration",
          "configuredAtLaunch");

  private Volumes() {}

  /// A volume and where it is written.
  record Claim(Volume volume, Fields fields) {
    String name() {
      return volume.name();
    }

    boolean isChosenAtLaunch() {
      return volume.kind() instanceof Volume.Kind.AtLaunch;
    }
  }

  /// The volumes of `task` that have a name.
  static List<Claim> read(Fields task) {
    var claims = new ArrayList<Claim>();
    var seen = new HashMap<String, Location>();
    for (var fields : task.objectsBy("name", "volumes")) {
      Vocabulary.tell(fields);
      tellName(fields);
      tellKinds(fields);
      fields.object("host").ifPresent(Vocabulary::tell);
      var kind = kind(fields);
      fields
          .text("name")
          .ifPresent(name -> {
            claims.add(new Claim(new Volume(name, kind), fields));
            tellRepeated(fields, seen.putIfAbsent(name, fields.locationOf("name")) != null);
          });
    }
    return claims;
  }

  /// Tells what is wrong with the volumes that RunTask is to choose, given who mounts what.
  static void tellChosenAtLaunch(List<Claim> claims, List<Draft> drafts) {
    var chosen = claims.stream().filter(Claim::isChosenAtLaunch).toList();
    for (var claim : chosen.stream().skip(1).toList()) {
      claim
          .fields()
          .add(
              Diagnostic.error(TD2104, "more than one volume is configured at launch")
                  .at(claim.fields().locationOf("configuredAtLaunch"))
                  .because("RunTask and CreateService can configure one volume of a task.")
                  .fixedBy("remove \"configuredAtLaunch\" from one of them")
                  .seeAlso(chosen.getFirst().fields().location(), "the first one"));
    }
    for (var claim : chosen) {
      if (drafts.stream().noneMatch(draft -> draft.mounts(claim.name()))) {
        claim
            .fields()
            .add(
                Diagnostic.error(TD2104, "nobody mounts " + Quoted.of(claim.name()))
                    .at(claim.fields().locationOf("name"))
                    .becauseAwsSays(
                        "Volumes ["
                            + claim.name()
                            + "] are not referenced by any of the containers")
                    .fixedBy("mount it in a container, or remove it"));
      }
    }
  }

  private static void tellName(Fields fields) {
    var name = fields.text("name");
    if (!fields.has("name")) {
      fields.add(
          Diagnostic.error(TD2100, "a volume without a name")
              .at(fields.location())
              .because("Containers mount a volume by its name.")
              .fixedBy("add \"name\""));
    }
    if (name.filter(n -> !NAME.matcher(n).matches()).isPresent()) {
      fields.add(
          Diagnostic.error(TD2100, fields.title() + " cannot name a volume")
              .at(fields.locationOf("name"))
              .because("A volume name has 1 to 255 letters, digits, hyphens and underscores.")
              .fixedBy("write a name of these, as in \"data\""));
    }
  }

  private static void tellRepeated(Fields fields, boolean repeated) {
    if (repeated) {
      fields.add(
          Diagnostic.error(TD2101, "two volumes are called " + fields.title())
              .at(fields.locationOf("name"))
              .because("Mount points name a volume, so a name belongs to one of them.")
              .fixedBy("rename one of them"));
    }
  }

  private static void tellKinds(Fields fields) {
    var kinds = KINDS.stream().filter(k -> fields.has(k) && !fields.isFalse(k)).toList();
    if (kinds.size() > 1) {
      fields.add(
          Diagnostic.error(TD2102, fields.title() + " is of more than one kind")
              .at(fields.locationOf(kinds.get(1)))
              .because("It has " + String.join(" and ", kinds) + "; a volume is of one kind.")
              .fixedBy("keep one of them")
              .seeAlso(fields.locationOf(kinds.getFirst()), "the other"));
    }
  }

  private static Volume.Kind kind(Fields fields) {
    boolean atLaunch = fields.flag("configuredAtLaunch").orElse(false);
    tellHollow(fields, "efsVolumeConfiguration", "fileSystemId");
    tellHollow(fields, "s3filesVolumeConfiguration", "fileSystemArn");
    return fields
        .object("efsVolumeConfiguration")
        .map(efs -> efs(efs, fields.title()))
        .or(() -> fields.object("s3filesVolumeConfiguration").map(s3 -> s3Files(s3, fields)))
        .orElseGet(() -> atLaunch ? new Volume.Kind.AtLaunch() : new Volume.Kind.TaskScoped());
  }

  private static Volume.Kind efs(Fields efs, String title) {
    Vocabulary.tell(efs);
    var words = List.of("ENABLED", "DISABLED");
    boolean encrypted = efs.word("transitEncryption", words).filter("ENABLED"::equals).isPresent();
    var authorization = efs.object("authorizationConfig");
    authorization.ifPresent(Vocabulary::tell);
    var accessPoint = authorization.flatMap(a -> a.text("accessPointId"));
    boolean guarded =
        authorization.flatMap(a -> a.word("iam", words)).filter("ENABLED"::equals).isPresent();
    var root = efs.text("rootDirectory").orElse(ROOT);
    tellPort(efs, title);
    if (!efs.has("fileSystemId")) {
      efs.add(missing(efs.location(), "fileSystemId", title));
    }
    if (guarded && !encrypted) {
      efs.add(
          contradiction(efs, "authorizationConfig", title + " has IAM without encryption")
              .becauseAwsSays("EFS IAM authorization requires TransitEncryption to be enabled")
              .fixedBy("add \"transitEncryption\": \"ENABLED\""));
    }
    if (efs.has("transitEncryptionPort") && !encrypted) {
      efs.add(
          contradiction(efs, "transitEncryptionPort", title + " has a port without encryption")
              .becauseAwsSays("TransitEncryptionPort requires that TransitEncryption is enabled")
              .fixedBy("add \"transitEncryption\": \"ENABLED\", or remove the port"));
    }
    if (accessPoint.isPresent() && !encrypted && !guarded) {
      efs.add(
          contradiction(efs, "authorizationConfig", title + " has an access point, unencrypted")
              .because("EFS lets a task through an access point only with transit encryption.")
              .fixedBy("add \"transitEncryption\": \"ENABLED\""));
    }
    if (accessPoint.isPresent() && !root.equals(ROOT)) {
      efs.add(
          contradiction(efs, "rootDirectory", title + " has a root beside an access point")
              .becauseAwsSays(
                  "When using an EFS access point, the root directory must either be set to \"/\""
                      + " or be omitted")
              .fixedBy("remove rootDirectory; the access point says where it begins"));
    }
    return new Volume.Kind.Efs(efs.text("fileSystemId").orElse(""), root, accessPoint);
  }

  private static Volume.Kind s3Files(Fields files, Fields volume) {
    Vocabulary.tell(files);
    tellPort(files, volume.title());
    if (!files.has("fileSystemArn")) {
      files.add(missing(files.location(), "fileSystemArn", volume.title()));
    }
    return new Volume.Kind.S3Files(
        files.text("fileSystemArn").orElse(""), files.text("rootDirectory").orElse(ROOT));
  }

  private static void tellPort(Fields fields, String title) {
    long port = fields.whole("transitEncryptionPort").orElse(0);
    if (port < 0 || port > LAST_PORT) {
      fields.add(
          contradiction(fields, "transitEncryptionPort", title + " has port " + port)
              .because("ECS takes 0 to 65535.")
              .fixedBy("remove it, and a port is chosen"));
    }
  }

  private static void tellHollow(Fields volume, String kind, String required) {
    if (volume.isHollow(kind)) {
      volume.add(missing(volume.locationOf(kind), required, volume.title()));
    }
  }

  private static Diagnostic missing(Location where, String member, String title) {
    return Diagnostic.error(TD2100, title + " has no " + Quoted.of(member))
        .at(where)
        .because("ECS requires it: it says which file system is meant.")
        .fixedBy("add " + Quoted.of(member));
  }

  private static Diagnostic contradiction(Fields fields, String member, String what) {
    return Diagnostic.error(TD2103, what).at(fields.locationOf(member));
  }
}
