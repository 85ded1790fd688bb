// Synthesises the patterns of aws-cdk-lib for services on Fargate, a stack each.
const cdk = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const patterns = require('aws-cdk-lib/aws-ecs-patterns');
const schedule = require('aws-cdk-lib/aws-applicationautoscaling');

const outdir = process.argv[2];
const app = new cdk.App({ outdir, analyticsReporting: false });
const image = (name) => ecs.ContainerImage.fromRegistry(name);

function stack(name, fill) {
  const made = new cdk.Stack(app, name);
  const vpc = new ec2.Vpc(made, 'Vpc', { maxAzs: 2 });
  const cluster = new ecs.Cluster(made, 'Cluster', { vpc });
  fill(made, cluster);
}

stack('behind-an-application-load-balancer', (scope, cluster) => {
  const web = new patterns.ApplicationLoadBalancedFargateService(scope, 'Web', {
    cluster,
    cpu: 512,
    memoryLimitMiB: 1024,
    desiredCount: 2,
    circuitBreaker: { rollback: true },
    minHealthyPercent: 100,
    taskImageOptions: { image: image('nginx:1.27'), containerPort: 80, environment: { COLOUR: 'green' } },
  });
  web.targetGroup.configureHealthCheck({ path: '/healthy', healthyHttpCodes: '200-299' });
  web.service.autoScaleTaskCount({ minCapacity: 2, maxCapacity: 4 })
    .scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
});

stack('behind-a-network-load-balancer', (scope, cluster) => {
  new patterns.NetworkLoadBalancedFargateService(scope, 'Cache', {
    cluster,
    listenerPort: 6379,
    minHealthyPercent: 100,
    taskImageOptions: { image: image('redis:7'), containerPort: 6379 },
  });
});

stack('fed-by-a-queue', (scope, cluster) => {
  new patterns.QueueProcessingFargateService(scope, 'Worker', {
    cluster,
    image: image('busybox:1.36'),
    command: ['sh', '-c', 'while true; do sleep 1; done'],
    minScalingCapacity: 1,
    maxScalingCapacity: 3,
    minHealthyPercent: 100,
  });
});

stack('started-on-a-schedule', (scope, cluster) => {
  new patterns.ScheduledFargateTask(scope, 'Nightly', {
    cluster,
    schedule: schedule.Schedule.cron({ hour: '3', minute: '0' }),
    scheduledFargateTaskImageOptions: {
      image: image('busybox:1.36'),
      command: ['echo', 'tidied'],
      memoryLimitMiB: 512,
    },
  });
});

app.synth();
