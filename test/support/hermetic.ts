/** Every test runs with dummy credentials and without the instance metadata address, so nothing leaves loopback. */
process.env['AWS_ACCESS_KEY_ID'] = 'test'
process.env['AWS_SECRET_ACCESS_KEY'] = 'test'
process.env['AWS_REGION'] = 'eu-west-1'
process.env['AWS_EC2_METADATA_DISABLED'] = 'true'
