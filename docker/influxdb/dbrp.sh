#!/bin/sh
# Run once by the image of InfluxDB, when it is set up: lets InfluxQL (Grafana, `serve --read-only`) find the bucket as
# a database.
set -eu
influx v1 dbrp create --db "$DOCKER_INFLUXDB_INIT_BUCKET" --rp autogen --default \
  --bucket-id "$DOCKER_INFLUXDB_INIT_BUCKET_ID"
