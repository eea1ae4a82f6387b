import { closeTestCluster } from './test-cluster.ts'

// oxlint-disable-next-line import/no-default-export -- jest calls the default export after the last test file
export default closeTestCluster
