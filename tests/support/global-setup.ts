import { openTestCluster } from './test-cluster.ts'

// oxlint-disable-next-line import/no-default-export -- jest calls the default export before the first test file
export default openTestCluster
