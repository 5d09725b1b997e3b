// s3rver on a loopback port, for cold_storage_test.py: node s3_server.js PORT DIRECTORY BUCKET
// Its key is S3RVER. It does not check Signature Version 4; the test has a gate before it that does.
const S3rver = require("s3rver");

const [port, directory, bucket] = process.argv.slice(2);
new S3rver({address: "127.0.0.1", port: Number(port), silent: true, directory, configureBuckets: [{name: bucket}]})
  .run()
  .then(() => console.log("ready"));
