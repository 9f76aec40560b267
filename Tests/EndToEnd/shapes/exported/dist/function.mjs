// Shape 5 as an ES module: a function of request and response.
import { answers } from './behaviour.js'

export default answers('exported')
