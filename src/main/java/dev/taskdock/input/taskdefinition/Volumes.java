package dev.taskdock.input.taskdefinition;

import dev.taskdock.input.Fields;
import dev.taskdock.model.Volume;
import java.util.ArrayList;
import java.util.List;

/// The `volumes` of a task. Source: RegisterTaskDefinition, Volume.
final class Volumes {
  private static final String ROOT = "/";

  private Volumes() {}

  /// A volume and where it is written.
  record Claim(Volume volume, Fields fields) {
    String name() {
      return volume.name();
    }
  }

  /// The volumes of `task` that have a name.
  static List<Claim> read(Fields task) {
    var claims = new ArrayList<Claim>();
    for (var fields : task.objectsBy("name", "volumes")) {
      Vocabulary.tell(fields);
      fields.object("host").ifPresent(Vocabulary::tell);
      var kind = kind(fields);
      fields.text("name").ifPresent(name -> claims.add(new Claim(new Volume(name, kind), fields)));
    }
    return claims;
  }

  private static Volume.Kind kind(Fields fields) {
    boolean atLaunch = fields.flag("configuredAtLaunch").orElse(false);
    return fields
        .object("efsVolumeConfiguration")
        .map(Volumes::efs)
        .or(() -> fields.object("s3filesVolumeConfiguration").map(Volumes::s3Files))
        .orElseGet(() -> atLaunch ? new Volume.Kind.AtLaunch() : new Volume.Kind.TaskScoped());
  }

  private static Volume.Kind efs(Fields efs) {
    Vocabulary.tell(efs);
    var authorization = efs.object("authorizationConfig");
    authorization.ifPresent(Vocabulary::tell);
    var accessPoint = authorization.flatMap(a -> a.text("accessPointId"));
    return new Volume.Kind.Efs(
        efs.text("fileSystemId").orElse(""), efs.text("rootDirectory").orElse(ROOT), accessPoint);
  }

  private static Volume.Kind s3Files(Fields files) {
    Vocabulary.tell(files);
    return new Volume.Kind.S3Files(
        files.text("fileSystemArn").orElse(""), files.text("rootDirectory").orElse(ROOT));
  }
}
