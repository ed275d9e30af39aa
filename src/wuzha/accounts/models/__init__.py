from wuzha.accounts.models.look_backs import LookBack as LookBack
from wuzha.accounts.models.suspicions import Suspicion as Suspicion
