import Hummingbird
import JWTKit
import Configuration
import Logging
import Metrics
import ServiceLifecycle
