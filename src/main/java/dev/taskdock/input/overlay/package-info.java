/// `taskdock.yaml`, the file beside a task definition that says what AWS does not need to know.
///
/// [dev.taskdock.input.overlay.Overlay] reads it. It names what stands on the laptop for things
/// that AWS has: the images to build from folders next to it, like the `build` of a compose file,
/// values of secrets, copies of environment files, folders for volumes.
///
/// ```
/// build:
///   taskdock-samples/nginx:1: ./nginx
///   taskdock-samples/php-fpm:1: {context: ./php-fpm, target: runtime, args: {PHP: "8.4"}}
/// secrets:
///   /app/db/password: {env: DB_PASSWORD}
/// environmentFiles:
///   arn:aws:s3:::config/*: ./env
/// volumes:
///   uploads: ./uploads
/// tests:
///   - http: {path: /health, status: 200}
/// ```
///
/// It is a package of its own because it is neither generic reading (`input`) nor anything of ECS's
/// (`input.taskdefinition`); it may look at the file system, to tell a missing folder while the
/// line that names it can still be shown.
@org.jspecify.annotations.NullMarked
package dev.taskdock.input.overlay;
