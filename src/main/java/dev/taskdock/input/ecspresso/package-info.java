/// Configurations of ecspresso, and the definitions they name, into the trees that the other
/// readers take.
///
/// [EcspressoFiles] reads `ecspresso.yml` (or JSON, or jsonnet) and the files it names; a task
/// definition with template functions is read by itself too. [GoTemplate] fills in `{{ must_env …
/// }}` and its like, each character remembered by where it came from; [Functions] are those that
/// ecspresso has. [TerraformState] answers `tfstate`. [Jsonnet] evaluates jsonnet with sjsonnet,
/// which nothing else touches and which is loaded for such files alone.
///
/// ```
/// EcspressoFiles.read(source, new EcspressoSetting(…), problems)
/// ```
///
/// What only AWS knows (a parameter, the ARN of a secret, the state of an infrastructure that is in
/// a bucket) has a stand-in. Where one ends in something that runs, that is told.
///
/// Why not run `ecspresso render`: it asks AWS for the same values, and no line of what it prints
/// is one of the user's.
@org.jspecify.annotations.NullMarked
package dev.taskdock.input.ecspresso;
